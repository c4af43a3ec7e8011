import type { Evidence, Finding } from "@plumbline/contracts";
import { formatCount, formatValue } from "../format.ts";
import { nameInProse } from "../name-in-prose.ts";

function find(finding: Finding, id: string): Evidence {
  const found = finding.evidence.find((one) => one.id === id);
  if (!found) throw new Error(`${finding.key} has no evidence ${id}`);
  return found;
}

/** The number of an aggregate, a comparison, or the count of listed rows. */
export function numberOf(finding: Finding, id: string): number {
  const found = find(finding, id);
  if (found.kind === "rows") return found.count;
  if (found.kind === "aggregate" || found.kind === "comparison") return found.value;
  throw new Error(`${id} of ${finding.key} is no number`);
}

/** That number as prose shows it, in its unit. */
export function shown(finding: Finding, id: string): string {
  const found = find(finding, id);
  return found.kind === "rows" ? formatCount(found.count) : formatValue(numberOf(finding, id), found.unit);
}

export function testOf(finding: Finding, id: string): Extract<Evidence, { kind: "test" }> {
  const found = find(finding, id);
  if (found.kind !== "test") throw new Error(`${id} of ${finding.key} is no test`);
  return found;
}

const longest = 44;
const head_length = 16;
const tail_length = 30;

/** A column's name or a value in prose: quoted where it could be read as a number, shortened where it is a whole question. */
export function name(raw: string): string {
  const text = raw.trim();
  // A name that ends a sentence of its own would end ours.
  if (text.length <= longest) return /[.?!]$/.test(text) ? `"${text}"` : nameInProse(text);
  const last = text.split(" / ").at(-1)?.trim() ?? text;
  // Its start tells the question and its end the part of it: either alone may stand for several columns.
  const tail =
    last !== text && last.length <= longest ? last : text.slice(text.indexOf(" ", -1 - tail_length + text.length) + 1);
  return `"${startOf(text)}... ${tail.replace(/[.?!\s]+$/, "")}"`;
}

/** The first words of a long name, at least eight characters. */
function startOf(text: string): string {
  const end = text.lastIndexOf(" ", head_length);
  return text.slice(0, end < 8 ? head_length : end).replace(/[,;:\s]+$/, "");
}

/** Whether prose shows the name whole; a threshold needs the whole name beside it. */
export const isWhole = (raw: string): boolean => name(raw).includes(raw.trim());

const longest_title = 140;

/** The first title that is short enough; the last one if none is. */
export const fitting = (...titles: string[]): string =>
  titles.find((title) => title.length <= longest_title) ?? titles.at(-1) ?? "";

/** A value right after its column: `Pclass 3`, `Sex female`. */
export const group = (column: string, label: string): string =>
  `${name(column)} ${label.length > longest ? name(label) : label}`;

/** The same value without its column, where that cannot be misread. */
export const bare = (column: string, label: string): string => (name(label) === label ? label : group(column, label));

/** "is 1", "is Yes": the value of a column right after its name. */
export const is = (column: string, label: string): string =>
  `${name(column)} is ${label.length > longest ? name(label) : label}`;
