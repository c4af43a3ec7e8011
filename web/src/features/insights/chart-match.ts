import type { AggregateQuery, ChartSpec, Condition, GroupBy } from "@plumbline/contracts";
import type { EvidenceHighlight } from "./evidence-highlight.ts";
import { periodStart } from "./period-start.ts";

/** How a chart answers to a highlight. */
export interface ChartMatch {
  /** The evidence is this chart, or the same computation: it is outlined and scrolled to. */
  marked: boolean;
  groups?: ReadonlySet<string>;
  rows?: ReadonlySet<number>;
  ranges?: ReadonlyMap<string, readonly [number, number]>;
}

/** What a chart shows of the evidence; undefined when it has nothing to do with it. */
export function matchChart(spec: ChartSpec, highlight: EvidenceHighlight): ChartMatch | undefined {
  const meant = highlight.chart_ids.has(spec.id);
  const match =
    spec.kind === "line" || spec.kind === "bar" ? matchGroups(spec, highlight) : matchValues(spec, highlight);
  return match ? { ...match, marked: match.marked || meant } : meant ? { marked: true } : undefined;
}

type Grouped = Extract<ChartSpec, { kind: "line" | "bar" }>;
type Measured = Extract<ChartSpec, { kind: "histogram" | "scatter" }>;

function matchGroups(spec: Grouped, highlight: EvidenceHighlight): ChartMatch | undefined {
  const series = highlight.series.find(
    (one) => sameBy(one.by, spec.by) && sameQuery(one.query, spec.query, spec.by.column),
  );
  if (series) return { marked: true, ...(series.groups && { groups: series.groups }) };
  const mine = highlight.conditions.filter((condition) => condition.column === spec.by.column);
  if (mine.length === 0 || "phase" in spec.by) return undefined;
  const value = "grain" in spec.by ? periodStart : (group: string) => group;
  const groups = spec.points.map(({ group }) => group).filter((group) => mine.every((one) => holds(one, value(group))));
  if (groups.length === 0 || groups.length === spec.points.length) return undefined;
  const measured =
    spec.query.column === undefined ? highlight.measured.size === 0 : highlight.measured.has(spec.query.column);
  return { marked: measured, groups: new Set(groups) };
}

function matchValues(spec: Measured, highlight: EvidenceHighlight): ChartMatch | undefined {
  const drawn = spec.kind === "histogram" ? spec.columns.slice(0, 1) : [spec.x, spec.y];
  const ranges = new Map(drawn.flatMap((column) => rangeOf(column, highlight.conditions)));
  const rows = spec.kind === "scatter" && highlight.rows.size > 0 ? highlight.rows : undefined;
  const shown = rows && spec.kind === "scatter" && spec.points.some((point) => rows.has(point.row));
  if (ranges.size === 0 && !shown) return undefined;
  // A distribution shows which rows are meant; a scatter only when it has both columns of the computation.
  const both =
    spec.kind === "histogram" || drawn.every((column) => ranges.has(column) || highlight.measured.has(column));
  return { marked: both, ...(shown ? { rows } : { ranges }) };
}

/** The values of a column that satisfy all conditions on it, as one range; none when they leave no bound. */
function rangeOf(column: string, conditions: readonly Condition[]): [string, readonly [number, number]][] {
  let range: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const one of conditions) {
    if (one.column !== column || !("value" in one) || typeof one.value !== "number") continue;
    const { value } = one;
    if (one.is === "gt") range = [Math.max(range[0], value + justPast(value)), range[1]];
    if (one.is === "gte") range = [Math.max(range[0], value), range[1]];
    if (one.is === "lt") range = [range[0], Math.min(range[1], value - justPast(value))];
    if (one.is === "lte") range = [range[0], Math.min(range[1], value)];
    if (one.is === "eq") range = [one.value, one.value];
  }
  return range[0] === Number.NEGATIVE_INFINITY && range[1] === Number.POSITIVE_INFINITY ? [] : [[column, range]];
}

/** The step from a value to what is beyond it, for bounds that are themselves left out. */
const justPast = (value: number): number => Number.EPSILON * Math.max(1, Math.abs(value)) * 4;

function holds(condition: Condition, value: string | undefined): boolean {
  if (value === undefined) return false;
  if ("values" in condition) return condition.values.map(String).includes(value) === (condition.is === "in");
  if (!("value" in condition)) return condition.is === "present";
  const bound = String(condition.value);
  switch (condition.is) {
    case "eq":
      return value === bound;
    case "ne":
      return value !== bound;
    case "gt":
      return value > bound;
    case "gte":
      return value >= bound;
    case "lt":
      return value < bound;
    case "lte":
      return value <= bound;
  }
}

const sameBy = (a: GroupBy, b: GroupBy): boolean =>
  a.column === b.column &&
  ("grain" in a ? a.grain : "") === ("grain" in b ? b.grain : "") &&
  ("phase" in a ? a.phase : "") === ("phase" in b ? b.phase : "");

/** The same computation; a chart draws all periods, so bounds on the column that makes the groups do not matter. */
function sameQuery(a: AggregateQuery, b: AggregateQuery, by: string): boolean {
  const filter = (query: AggregateQuery): string => JSON.stringify(query.filter.filter(({ column }) => column !== by));
  return a.op === b.op && a.column === b.column && a.q === b.q && a.weight === b.weight && filter(a) === filter(b);
}
