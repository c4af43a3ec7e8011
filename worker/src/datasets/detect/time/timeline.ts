import type { Table } from "../../table/table.ts";
import { type Relations, relationsOf } from "../cross/relations/relations.ts";
import type { DetectorContext } from "../detector.ts";
import { correlation, finite } from "../statistics/robust.ts";
import { type Axis, type DateFact, findAxes } from "./axis.ts";
import { type Calendar, fittingCalendar } from "./calendar.ts";
import { type Measure, measuresOf } from "./measures.ts";
import { readSeries, type Series } from "./series.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { withoutSparseEnds } from "./sparse-ends.ts";

/** A series of the main calendar, and what it looks like. */
export interface Track extends Series {
  shape: Shape;
  /** Key of the measure it moves with: rows, quantity and sales that rise together are one story. */
  with: string;
}

/** Everything followed along one date column. */
export interface Timeline {
  axis: Axis;
  /** The axis where rows are dense: what is followed over time. */
  dense: Axis;
  /** Undefined when the rows are too few or too sparse for a regular calendar. */
  calendar: Calendar | undefined;
  measures: Measure[];
  tracks: Track[];
}

const cache = new WeakMap<Table, Promise<{ timelines: Timeline[]; facts: DateFact[] }>>();

/** The timelines of a table; read once, whichever detector asks first. */
export function timelinesOf(context: DetectorContext): Promise<{ timelines: Timeline[]; facts: DateFact[] }> {
  const known = cache.get(context.table);
  if (known) return known;
  const reading = read(context);
  cache.set(context.table, reading);
  return reading;
}

async function read(context: DetectorContext) {
  const { axes, facts } = await findAxes(context);
  const measures = measuresOf(context);
  const relations = await relationsOf(context);
  const timelines: Timeline[] = [];
  for (const axis of axes) {
    context.signal.throwIfAborted();
    const own = measures.filter((m) => m.column !== axis.column);
    const dense = withoutSparseEnds(axis);
    const calendar = fittingCalendar(dense);
    const series = calendar ? await readSeries(context.table, axis.column, calendar, own) : [];
    timelines.push({
      axis,
      dense,
      calendar,
      measures: own,
      tracks: calendar ? tracksOf(series, calendar, relations) : [],
    });
  }
  return { timelines, facts };
}

function tracksOf(series: readonly Series[], calendar: Calendar, relations: Relations): Track[] {
  const usable = series.filter((s) => finite(s.values).length >= 0.75 * s.values.length);
  const leaders: Series[] = [];
  const leading = new Map<string, string>();
  for (const s of [...usable].sort((a, b) => b.measure.weight - a.measure.weight)) {
    const { key, of } = s.measure;
    const leader =
      (of === undefined ? undefined : leading.get(of)) ?? leaders.find((l) => together(s, l, relations))?.measure.key;
    if (leader === undefined) leaders.push(s);
    leading.set(key, leader ?? key);
  }
  return usable.map((s) => ({
    ...s,
    shape: shapeOf(s.values, s.starts, calendar.grain),
    with: leading.get(s.measure.key) ?? s.measure.key,
  }));
}

/** Least correlation of the mean price and the total it makes for both to be one story. */
const least_made = 0.6;

/** Totals of money tell their own story unless they run side by side; how many and how much of it come together. */
function together(a: Series, b: Series, relations: Relations): boolean {
  const made = relations.arithmetic.some(
    ({ op, total, parts }) => op === "product" && total === b.measure.column && parts.includes(a.measure.column ?? ""),
  );
  if (made && Math.abs(correlation(a.values, b.values)) >= least_made) return true;
  const totals = a.measure.additive && b.measure.additive;
  const money = a.measure.money && b.measure.money;
  return Math.abs(correlation(a.values, b.values)) >= (totals && !money ? 0.7 : 0.9);
}
