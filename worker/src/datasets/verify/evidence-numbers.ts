import type { Condition, Evidence, Filter, Unit } from "@plumbline/contracts";
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

/** Numbers of a test: what a name says decides the unit, and `evidence.unit` where it says nothing. */
function readTest(evidence: Extract<Evidence, { kind: "test" }>, out: Licensed): void {
  const at = evidence.id;
  const base = { evidence_id: at, groups: undefined, counts_rows: false, use: "value" as const };
  const add = (path: string, value: number, name: string): void => {
    const unit = unitOfName(name, evidence.unit);
    out.numbers.push({
      ...base,
      path,
      value,
      unit,
      signed: /change|difference|slope|shift|effect|gap|per_/.test(name),
    });
    if (unit.kind === "date") out.periods.push({ evidence_id: at, path, span: { start: value, end: value + 1 } });
  };
  out.numbers.push({ ...base, path: "n", value: evidence.n, unit: { kind: "count" }, signed: false });
  out.numbers.push({ ...base, path: "statistic", value: evidence.statistic, unit: { kind: "number" }, signed: false });
  if (evidence.p !== null) add("p", evidence.p, "p");
  if (evidence.p_adjusted !== null) add("p_adjusted", evidence.p_adjusted, "p_adjusted");
  for (const [name, value] of Object.entries(evidence.results)) add(`results/${name}`, value, name);
  for (const [name, value] of Object.entries(evidence.inputs)) {
    if (typeof value === "number" && Number.isFinite(value)) add(`inputs/${name}`, value, name);
    for (const text of Array.isArray(value) ? value : [value]) {
      const span = typeof text === "string" ? spanOfGroup(text) : undefined;
      if (span) out.periods.push({ evidence_id: at, path: `inputs/${name}`, span });
    }
  }
}

const unitNames: [RegExp, Unit["kind"]][] = [
  [/^p$|^p_|_p$|^r$|^rho$|^tau$|^v$|^z$|^g$|correlation|pearson|spearman|cramer|statistic|gini/, "number"],
  [/^n$|^n_|_n$|count|^k$|^rows|_rows$|groups|periods$|^periods_/, "count"],
  [/share|fraction|percent|explained|strength|^alpha$|rate$|coverage|r_squared|^r2$/, "share"],
  [/relative|change$|_change/, "percent_change"],
  [/ratio|fold|times/, "ratio"],
  [/days$|duration/, "duration_days"],
  [/^at$|_at$|date|^start$|^end$/, "date"],
];

function unitOfName(name: string, unit: Unit | undefined): Unit {
  const kind = unitNames.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
  return kind ? { kind } : (unit ?? { kind: "number" });
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

function compared(evidence: Extract<Evidence, { kind: "comparison" }>, out: Licensed, last: boolean): boolean {
  const left = find(out, evidence.left);
  const right = find(out, evidence.right);
  if ((!left || !right) && !last) return false;
  const unit = evidence.unit ?? comparisonUnit(evidence.op, left?.unit);
  out.numbers.push({
    evidence_id: evidence.id,
    path: "value",
    value: evidence.value,
    unit,
    use: "value",
    groups: left?.groups && right?.groups ? mergeGroups(left.groups, right.groups) : undefined,
    signed: evidence.op === "change" || evidence.op === "difference",
    counts_rows: evidence.op === "difference" && left?.counts_rows === true,
    ...(left && right ? { sides: [left, right] } : {}),
  });
  return true;
}

/** `e1` is its value or count, `e1/points/2017` and `e1/results/slope` what they say. */
function find(out: Licensed, reference: string): EvidenceNumber | undefined {
  const [id, ...rest] = reference.split("/");
  const path = rest.join("/");
  return out.numbers.find(
    (number) =>
      number.evidence_id === id &&
      (path === "" ? number.path === "value" || number.path === "count" : number.path === path),
  );
}

function comparisonUnit(op: "difference" | "ratio" | "share" | "change", left: Unit | undefined): Unit {
  if (op === "ratio") return { kind: "ratio" };
  if (op === "share") return { kind: "share" };
  if (op === "change") return { kind: "percent_change" };
  return left?.kind === "share" ? { kind: "percentage_points" } : (left ?? { kind: "number" });
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
