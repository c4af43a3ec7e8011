import type { Grain } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { addPeriods, day, periodLabel } from "../statistics/periods.ts";
import { finite, median } from "../statistics/robust.ts";
import { matters, movedBy } from "./change-size.ts";
import { SeriesInputs, valuesAgain } from "./series.ts";
import { seriesEvidence, windowEvidence } from "./series-evidence.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { spanText } from "./span.ts";
import { type Track, timelinesOf } from "./timeline.ts";

/** What the words of a level shift or a reversal need beside its evidence. */
export const LevelShiftFacts = z.object({
  shape: z.enum(["step", "turn"]),
  name: z.string(),
  column: z.string(),
  grain: z.string(),
  additive: z.boolean(),
  /** Label of the period the change begins with, or the turn falls in. */
  at: z.string(),
  /** First stretch of a series that turns. */
  start: z.string().optional(),
  before: z.string(),
  after: z.string(),
  /** Label of the period the new level ends before; null while it lasts. */
  until: z.string().nullable(),
  ids: z.object({
    before: z.string(),
    after: z.string(),
    change: z.string(),
    test: z.string(),
    middle: z.string().optional(),
  }),
});

export const shift_test = "change_point";
export const turn_test = "two_slopes";
/** Least shift in residual standard deviations: less cannot be seen in the series. */
const least_size = 1.4;

/** A change of level, or a trend that turns, at one time. */
export const levelShift: Detector = {
  name: "level_shift",
  async detect(context) {
    const { timelines } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    for (const { tracks } of timelines)
      for (const track of tracks) {
        context.signal.throwIfAborted();
        const { shift, turn, best } = track.shape;
        if (shift) p_values.push(shift.p);
        if (turn) p_values.push(turn.p);
        const candidate =
          best === "step" && shift && shift.p < 0.05
            ? await tellStep(context, track, shift)
            : best === "turn" && turn && turn.p < 0.05
              ? await tellTurn(context, track, turn)
              : undefined;
        if (candidate) candidates.push(candidate);
      }
    const checked = p_values.length > 0 ? `${p_values.length} series for a change of level or a turn` : "";
    return { candidates, p_values, checked };
  },
};

async function tellStep(
  context: DetectorContext,
  track: Track,
  shift: NonNullable<Shape["shift"]>,
): Promise<Candidate | undefined> {
  const { measure, starts, inputs, shape } = track;
  const { column, grain } = inputs;
  if (Math.abs(shift.size) < least_size) return undefined;
  if (!isTypical(track.values, shift)) return undefined;
  const at = starts[shift.at] ?? 0;
  const later = shift.right - shift.at;
  const earlier = shift.at - shift.left;
  const { width, back } = comparable(earlier, later, shape.cycle, shift.at);
  const start = addPeriods(at, grain, -back);
  const [before_to, after_to] = [addPeriods(start, grain, width), addPeriods(at, grain, width)];
  const [before, after] = [spanText(start, before_to), spanText(at, after_to)];
  const exhibits = new Exhibits(context.table);
  seriesEvidence(exhibits, track);
  const low = await windowEvidence(exhibits, measure, column, start, before_to, before);
  const high = await windowEvidence(exhibits, measure, column, at, after_to, after);
  const [a, b] = [exhibits.value(low), exhibits.value(high)];
  if (!matters(measure, a, b) || Math.sign(b - a) !== Math.sign(shift.after - shift.before)) return undefined;
  const change = exhibits.compare("change", "change", low, high, { kind: "percent_change" });
  const test = exhibits.test(
    "Change of level",
    { name: shift_test, statistic: shift.statistic, p: shift.p, n: shift.n, results: stepResults(shift) },
    inputs,
  );
  return {
    key: `level_shift:${column}:${measure.key}:${periodLabel(at, grain)}`,
    kind: "level_shift",
    columns: measure.column === undefined ? [column] : [measure.column, column],
    facts: LevelShiftFacts.parse({
      shape: "step",
      until: shift.right < starts.length ? periodLabel(starts[shift.right] ?? 0, grain) : null,
      name: measure.name,
      column,
      grain,
      additive: measure.additive,
      at: periodLabel(at, grain),
      before,
      after,
      ids: { before: low, after: high, change, test },
    }),
    evidence: exhibits.list,
    p: shift.p,
    effect: movedBy(measure, a, b) * measure.weight,
    moved: movedBy(measure, a, b),
    lead: measure.weight,
    cause: `shift:${column}:${track.with}:${periodLabel(at, "quarter")}`,
  };
}

/**
 * How many periods to compare and how far back: with a season whole cycles, or the same part of the cycle before; else as
 * many periods before as after.
 */
function comparable(earlier: number, later: number, cycle: number, at: number): { width: number; back: number } {
  const shorter = Math.min(earlier, later);
  if (cycle > 1 && shorter >= cycle) {
    const width = shorter - (shorter % cycle);
    return { width, back: width };
  }
  return cycle > 1 && at >= cycle && later < cycle ? { width: later, back: cycle } : { width: shorter, back: shorter };
}

async function tellTurn(
  context: DetectorContext,
  track: Track,
  turn: NonNullable<Shape["turn"]>,
): Promise<Candidate | undefined> {
  const { measure, starts, inputs, shape } = track;
  const { column, grain } = inputs;
  const width = Math.max(2, shape.cycle > 1 ? shape.cycle : Math.round(starts.length / 8));
  const n = starts.length;
  const middle = Math.min(n - width, Math.max(0, turn.at - Math.floor(width / 2)));
  if (middle < width || n - middle < 2 * width) return undefined;
  const exhibits = new Exhibits(context.table);
  seriesEvidence(exhibits, track);
  const windows: { id: string; text: string }[] = [];
  for (const from of [0, middle, n - width]) {
    const [a, b] = [starts[from] ?? 0, addPeriods(starts[from] ?? 0, grain, width)];
    windows.push({ id: await windowEvidence(exhibits, measure, column, a, b, spanText(a, b)), text: spanText(a, b) });
  }
  const [first, peak, last] = windows;
  if (!first || !peak || !last) return undefined;
  const [a, b, c] = [first.id, peak.id, last.id].map((id) => exhibits.value(id));
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (!matters(measure, a, b) || !matters(measure, b, c) || Math.sign(b - a) === Math.sign(c - b)) return undefined;
  if (isOneYear(starts, grain) && Math.abs(c - a) < 0.35 * Math.abs(b - a)) return undefined;
  const change = exhibits.compare("change since the turn", "change", peak.id, last.id, { kind: "percent_change" });
  const test = exhibits.test(
    "Two slopes against one",
    { name: turn_test, statistic: turn.statistic, p: turn.p, n: turn.n, results: turnResults(turn) },
    inputs,
  );
  return {
    key: `level_shift:${column}:${measure.key}:turn`,
    kind: "level_shift",
    columns: measure.column === undefined ? [column] : [measure.column, column],
    facts: LevelShiftFacts.parse({
      shape: "turn",
      until: null,
      name: measure.name,
      column,
      grain,
      additive: measure.additive,
      at: periodLabel(starts[turn.at] ?? 0, grain),
      start: first.text,
      before: peak.text,
      after: last.text,
      ids: { before: peak.id, after: last.id, change, test, middle: first.id },
    }),
    evidence: exhibits.list,
    p: turn.p,
    effect: movedBy(measure, b, c) * measure.weight,
    moved: movedBy(measure, b, c),
    lead: measure.weight,
    cause: `turn:${column}:${track.with}`,
  };
}

/** Whether the usual period changed too, by half of what the mean did: a few huge rows on one side move means alone. */
function isTypical(
  values: readonly number[],
  { at, left, right, before, after }: NonNullable<Shape["shift"]>,
): boolean {
  const change = median(finite(values.slice(at, right))) - median(finite(values.slice(left, at)));
  return change / (after - before) >= 0.5;
}

/** Up and down again within about a year is what any season looks like, and one year cannot tell. */
function isOneYear(starts: readonly number[], grain: Grain): boolean {
  const years = (addPeriods(starts.at(-1) ?? 0, grain, 1) - (starts[0] ?? 0)) / (365.25 * day);
  return years > 0.6 && years < 1.6;
}

const stepResults = (shift: NonNullable<Shape["shift"]>): Record<string, number> => ({
  level_before: shift.before,
  level_after: shift.after,
  size: shift.size,
  persistence: shift.persistence,
});
const turnResults = (turn: NonNullable<Shape["turn"]>): Record<string, number> => ({
  slope_before: turn.first,
  slope_after: turn.second,
});

/** The test of a level shift or a turn again, from the table. */
export async function recomputeLevelShift(table: Table, name: string, given: unknown) {
  const inputs = SeriesInputs.parse(given);
  const { starts, values } = await valuesAgain(table, inputs);
  const { shift, turn } = shapeOf(values, starts, inputs.grain);
  if (name === turn_test)
    return turn && { statistic: turn.statistic, p: turn.p, n: turn.n, results: turnResults(turn) };
  return shift && { statistic: shift.statistic, p: shift.p, n: shift.n, results: stepResults(shift) };
}
