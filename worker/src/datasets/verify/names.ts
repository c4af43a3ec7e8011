import type { Evidence, Filter, Finding } from "@plumbline/contracts";
import { spanOfGroup } from "./period.ts";
import { blank } from "./quantity.ts";
import { readPeriods } from "./read-periods.ts";
import { readQuantities } from "./read-quantities.ts";

/** What of the table prose may name besides the evidence. */
export interface TableNames {
  row_count: number;
  columns: readonly string[];
  /** Values of category columns: what a sentence may be about, though no evidence is. */
  categories?: readonly { column: string; values: readonly string[] }[];
}

/** A name as it stands in prose. */
export interface Mention {
  start: number;
  end: number;
  name: string;
  /** The columns it is a value of; empty for a column's name. */
  values_of: readonly string[];
  is_column: boolean;
  /** For a shortened name ("Which of the following..." or "Which of the... R2 D2"): every name it may stand for. */
  short_for?: readonly string[];
}

/** Every name the prose may use: columns, and values with the columns they belong to. */
export function namesOf(finding: Pick<Finding, "columns" | "evidence">, table: TableNames): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (name: string, column?: string): void => {
    const clean = name.trim();
    if (clean === "") return;
    const columns = names.get(clean) ?? new Set<string>();
    if (column !== undefined) columns.add(column);
    names.set(clean, columns);
  };
  for (const column of [...table.columns, ...finding.columns]) add(column);
  for (const { column, values } of table.categories ?? []) for (const value of values) add(value, column);
  for (const evidence of finding.evidence) addEvidence(evidence, add);
  return names;
}

type Add = (name: string, column?: string) => void;

function addEvidence(evidence: Evidence, add: Add): void {
  if (evidence.kind === "aggregate" || evidence.kind === "series") addFilter(evidence.query.filter, add);
  if (evidence.kind === "rows") {
    addFilter(evidence.where, add);
    for (const { cells } of evidence.rows)
      cells.forEach((cell, i) => {
        if (cell !== null) add(cell, evidence.columns[i]);
      });
  }
  if (evidence.kind === "series" && !("grain" in evidence.by))
    for (const { group } of evidence.points) add(group, evidence.by.column);
  if (evidence.kind === "test") for (const value of Object.values(evidence.inputs)) addInput(value, add);
}

function addFilter(filter: Filter, add: Add): void {
  for (const condition of filter) {
    const values = "value" in condition ? [condition.value] : "values" in condition ? condition.values : [];
    for (const value of values)
      if (typeof value === "string" && spanOfGroup(value) === undefined) add(value, condition.column);
      else if (typeof value === "number" && (condition.is === "eq" || condition.is === "in"))
        add(String(value), condition.column);
  }
}

function addInput(value: unknown, add: Add): void {
  if (typeof value === "string" && spanOfGroup(value) === undefined) add(value);
  else if (Array.isArray(value)) for (const item of value) addInput(item, add);
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) addInput(item, add);
}

const quotes = /["'“”‘’`«»]/;
const letter = /[\p{L}\p{N}_]/u;
/** Values that are everyday words: names only in quotes or after their column. */
const everyday = new Set(
  "no yes true false a an i all none other others not the in on of to and or is at by total new high low".split(" "),
);

/**
 * Finds the names in prose, longest first, and blanks them so that their digits are no claims. A name that starts with a
 * number or is one ("2017", "Half", "5 orders") counts only in quotes or right after its column's name: a made-up number
 * must not hide behind it.
 */
export function maskNames(
  text: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): { mentions: Mention[]; rest: string } {
  const mentions: Mention[] = [];
  let rest = text;
  const columns = new Set([...names].filter(([, of]) => of.size === 0).map(([name]) => name));
  // "November 2017" is a time, although November is a name too.
  const times = readPeriods(text).found;
  const ordered = [...names.keys()].sort((a, b) => b.length - a.length);
  for (const match of text.matchAll(/"([^"]{8,}?)(?:\.\.\.|…) ?([^"]*)"/g)) {
    const [, head = "\n", tail = ""] = match;
    const short_for = ordered.filter((name) => name.startsWith(head) && name.slice(head.length).includes(tail));
    if (short_for.length === 0) continue;
    const end = match.index + match[0].length;
    mentions.push({ start: match.index, end, name: match[0], values_of: [], is_column: true, short_for });
    rest = blank(rest, match.index, end);
  }
  for (const name of ordered) {
    const of = names.get(name) ?? new Set<string>();
    for (let at = rest.indexOf(name); at >= 0; at = rest.indexOf(name, at + name.length)) {
      const end = at + name.length;
      const open = text[at - 1] ?? " ";
      const close = text[end] ?? " ";
      if ((letter.test(open) && letter.test(name[0] ?? "")) || (letter.test(close) && letter.test(name.at(-1) ?? "")))
        continue;
      if (times.some((time) => time.start <= at && end <= time.end && time.end - time.start > name.length)) continue;
      const quoted = quotes.test(open) && quotes.test(close);
      if (!quoted && mustBeQuoted(name) && !followsColumn(text.slice(0, at), of)) continue;
      mentions.push({ start: at, end, name, values_of: [...of], is_column: columns.has(name) || of.size === 0 });
      rest = blank(rest, at, end);
    }
  }
  return { mentions: mentions.sort((a, b) => a.start - b.start), rest };
}

/** Whether a name could be read as a number or as an everyday word when it stands bare. */
export function mustBeQuoted(name: string): boolean {
  // A clock time counts nothing.
  if (/^\d\d:\d\d$/.test(name)) return false;
  if (everyday.has(name.toLowerCase()) || name.length === 1) return true;
  const [first] = readQuantities(name).quantities.filter((q) => !/[\p{L}\p{N}]/u.test(name.slice(0, q.start)));
  if (!first) return false;
  // "Second Class" counts nothing; "Second" alone, "5 orders" and "Half of it" do.
  return first.kind !== "ordinal" || !/\p{L}/u.test(name.slice(first.end));
}

const followsColumn = (before: string, columns: ReadonlySet<string>): boolean =>
  [...columns].some((column) => new RegExp(`${literal(column)}["'”’\`]?(?: is| =|:)? $`, "i").test(before));

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
