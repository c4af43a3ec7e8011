import type { Condition, Evidence, Filter, Unit } from "@plumbline/contracts";
import { compared } from "./evidence-of-comparison.ts";
import { readTest } from "./evidence-of-test.ts";
import { type Group, groupsOfFilter, mergeGroups } from "./groups.ts";
import { isoInstant, type Span, spanOfGroup } from "./period.ts";

/** What a number of evidence may be used for in prose. */
export type NumberUse =
  | "value"
  /** A point of a series: prose must name its group, unless it is an extreme or an end of the series. */
  | "point"
  /** A threshold of a filter: prose must name its column and say "over", "at least" and the like before it. */
  | "constant"
  /** A cell or row number of listed rows: prose must name the row or the column. */
  | "cell";

/** One number that prose may round from. */
export interface EvidenceNumber {
  evidence_id: string;
  path: string;
  value: number;
  unit: Unit;
  use: NumberUse;
  /** Which rows it is about; undefined when that is not known (tests). */
  groups: Group[] | undefined;
  /** It tells a change or a difference, so a verb must agree with its sign. */
  signed: boolean;
  /** For a constant: its condition. */
  condition?: Condition;
  /** It counts rows, rather than distinct values or amounts. */
  counts_rows: boolean;
  /** For a comparison: its two sides. */
  sides?: [EvidenceNumber, EvidenceNumber];
  column?: string;
  row?: number;
}

/** A stretch of the calendar that prose may name. */
export interface EvidencePeriod {
  evidence_id: string;
  path: string;
  span: Span;
}

export interface Licensed {
  numbers: EvidenceNumber[];
  periods: EvidencePeriod[];
}

/** Every number and period in a list of evidence. Comparisons take their groups and units from their two sides. */
export function numbersOf(evidence: readonly Evidence[]): Licensed {
  const out: Licensed = { numbers: [], periods: [] };
  const pending: Extract<Evidence, { kind: "comparison" }>[] = [];
  for (const one of evidence) {
    if (one.kind === "comparison") pending.push(one);
    else read(one, out);
  }
  // Comparisons of comparisons: as many rounds as there are links.
  for (let left = pending, round = 0; left.length > 0 && round <= pending.length; round++) {
    left = left.filter((one) => !compared(one, out, round === pending.length));
  }
  return out;
}

function read(evidence: Evidence, out: Licensed): void {
  const at = evidence.id;
  const base = { evidence_id: at, signed: false, counts_rows: false };
  if (evidence.kind === "aggregate") {
    const groups = groupsOfFilter(evidence.query.filter);
    const unit = unitOf(evidence);
    const signed = isSigned(unit);
    const column = evidence.query.column === undefined ? {} : { column: evidence.query.column };
    out.numbers.push({
      ...base,
      ...column,
      signed,
      path: "value",
      value: evidence.value,
      unit,
      use: "value",
      groups,
      counts_rows: evidence.query.op === "count",
    });
    if (unit.kind === "date")
      out.periods.push({ evidence_id: at, path: "value", span: { start: evidence.value, end: evidence.value + 1 } });
    if (evidence.query.q !== undefined)
      out.numbers.push({
        ...base,
        path: "query/q",
        value: evidence.query.q,
        unit: { kind: "share" },
        use: "value",
        groups: undefined,
      });
    readFilter(at, "query/filter", evidence.query.filter, out);
  } else if (evidence.kind === "series") readSeries(evidence, out);
  else if (evidence.kind === "rows") {
    const groups = groupsOfFilter(evidence.where);
    out.numbers.push({
      ...base,
      path: "count",
      value: evidence.count,
      unit: { kind: "count" },
      use: "value",
      groups,
      counts_rows: true,
    });
    if (evidence.rows.length > 0)
      out.numbers.push({
        ...base,
        path: "rows",
        value: evidence.rows.length,
        unit: { kind: "count" },
        use: "value",
        groups: undefined,
        counts_rows: true,
      });
    readFilter(at, "where", evidence.where, out);
    evidence.rows.forEach(({ row, cells }, i) => {
      const cell = { ...base, use: "cell" as const, groups: undefined, row };
      out.numbers.push({ ...cell, path: `rows/${i}/row`, value: row, unit: { kind: "count" } });
      cells.forEach((text, j) => {
        const column = evidence.columns[j];
        const value = text === null ? Number.NaN : cellNumber(text);
        if (column !== undefined && Number.isFinite(value))
          out.numbers.push({ ...cell, path: `rows/${i}/cells/${j}`, value, unit: { kind: "number" }, column });
        const instant = text === null ? undefined : isoInstant(text.trim());
        if (instant !== undefined)
          out.periods.push({
            evidence_id: at,
            path: `rows/${i}/cells/${j}`,
            span: { start: instant, end: instant + 1 },
          });
      });
    });
  } else if (evidence.kind === "test") readTest(evidence, out);
}

function readSeries(evidence: Extract<Evidence, { kind: "series" }>, out: Licensed): void {
  const at = evidence.id;
  const base = { evidence_id: at, signed: false, counts_rows: evidence.query.op === "count" };
  const unit = unitOf(evidence);
  const signed = isSigned(unit);
  const common = groupsOfFilter(evidence.query.filter);
  const given = evidence.points.flatMap(({ value }) => (value === null ? [] : [value]));
  const ends = new Set([Math.min(...given), Math.max(...given), given[0], given.at(-1)]);
  const temporal = "grain" in evidence.by;
  for (const { group, value } of evidence.points) {
    const span = temporal ? spanOfGroup(group) : undefined;
    const path = `points/${group}`;
    if (span) out.periods.push({ evidence_id: at, path, span });
    if (value === null) continue;
    const own: Group = { column: evidence.by.column, values: span ? [] : [group], ...(span ? { span } : {}) };
    out.numbers.push({
      ...base,
      signed,
      path,
      value,
      unit,
      use: ends.has(value) ? "value" : "point",
      groups: mergeGroups(common, [own]),
    });
  }
  const count = {
    ...base,
    use: "value" as const,
    unit: { kind: "count" } as const,
    groups: undefined,
    counts_rows: false,
  };
  out.numbers.push({ ...count, path: "points", value: evidence.points.length });
  if (given.length < evidence.points.length) {
    out.numbers.push({ ...count, path: "points/present", value: given.length });
    out.numbers.push({ ...count, path: "points/missing", value: evidence.points.length - given.length });
  }
  readFilter(at, "query/filter", evidence.query.filter, out);
}

function readFilter(at: string, path: string, filter: Filter, out: Licensed): void {
  filter.forEach((condition, i) => {
    const values = "value" in condition ? [condition.value] : "values" in condition ? condition.values : [];
    values.forEach((value, j) => {
      const where = "values" in condition ? `${path}/${i}/values/${j}` : `${path}/${i}/value`;
      const number =
        typeof value === "number"
          ? value
          : typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
            ? Number(value)
            : undefined;
      if (number !== undefined)
        out.numbers.push({
          evidence_id: at,
          path: where,
          value: number,
          unit: { kind: "number" },
          use: "constant",
          groups: undefined,
          signed: false,
          counts_rows: false,
          condition,
          column: condition.column,
        });
      const span = typeof value === "string" ? spanOfGroup(value) : undefined;
      if (!span) return;
      out.periods.push({ evidence_id: at, path: where, span });
      // Up to, not including: the last day that is in is the one before.
      if (condition.is === "lt")
        out.periods.push({ evidence_id: at, path: where, span: { start: span.start - 86_400_000, end: span.start } });
    });
  });
  for (const { span } of groupsOfFilter(filter)) if (span) out.periods.push({ evidence_id: at, path, span });
}

const isSigned = ({ kind }: Unit): boolean => kind === "percent_change" || kind === "percentage_points";

function unitOf(evidence: Extract<Evidence, { kind: "aggregate" | "series" }>): Unit {
  if (evidence.unit) return evidence.unit;
  return { kind: evidence.query.op === "count" || evidence.query.op === "count_distinct" ? "count" : "number" };
}

/** A cell as a number: "$1,234.50", "18%" (as 18), "-5"; not a number otherwise. */
function cellNumber(text: string): number {
  const plain = text
    .trim()
    .replace(/^([-+]?)[$€£¥] ?/, "$1")
    .replace(/[%€]$/, "")
    .replaceAll(",", "");
  return /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}
