import type { Grain } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { formatPeriod, list } from "../../write/format.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { addPeriods, day, days_in, periodLabel, periodStart, periodsBetween } from "../statistics/periods.ts";
import { matters, movedBy } from "./change-size.ts";
import { SeriesInputs, valuesAgain } from "./series.ts";
import { seriesEvidence, windowEvidence } from "./series-evidence.ts";
import { shapeOf } from "./shape.ts";
import { spanText } from "./span.ts";
import { type Timeline, type Track, timelinesOf } from "./timeline.ts";

/** What the words of a trend need beside its evidence. */
export const TrendFacts = z.object({
  name: z.string(),
  column: z.string(),
  grain: z.string(),
  additive: z.boolean(),
  first: z.string(),
  last: z.string(),
  /** Evidence ids. */
  ids: z.object({
    first: z.string(),
    last: z.string(),
    change: z.string(),
    test: z.string(),
    rows: z.string().optional(),
  }),
  dropped: z.array(z.string()),
});

export const trend_test = "mann_kendall_hamed_rao";
/** Least rank correlation with time: less is no steady rise or fall. */
const least_tau = 0.3;

/** A few rows more or less a year are no growth. */
const fewest_rows = 30;

/** A steady rise or fall: Mann-Kendall after Hamed & Rao (1998) on the regular series, its season taken out. */
export const trend: Detector = {
  name: "trend",
  async detect(context) {
    const { timelines, facts } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    for (const timeline of timelines)
      for (const track of timeline.tracks) {
        context.signal.throwIfAborted();
        p_values.push(track.shape.trend.p);
        const { p, tau } = track.shape.trend;
        if (p > 0.05 || Math.abs(tau) < least_tau || track.shape.best === "flat") continue;
        // A change of level or a turn that explains the series better is told instead, when it holds.
        if (track.shape.best === "step" && (track.shape.shift?.p ?? 1) < track.shape.trend.p) continue;
        if (track.shape.best === "turn" && (track.shape.turn?.p ?? 1) < 0.01) continue;
        const candidate = await tell(context, timeline, track);
        if (candidate) candidates.push(candidate);
      }
    const grain = timelines[0]?.calendar?.grain;
    const checked = p_values.length > 0 ? `${p_values.length} series by ${grain ?? "period"} for a trend` : "";
    return { candidates, p_values, checked, facts: [...facts, ...timelines.flatMap(incomplete)] };
  },
};

/** Says what was left out at the ends: half a month would look like a fall. */
function incomplete({ axis, calendar }: Timeline): { column: string; fact: string }[] {
  if (!calendar) return [];
  const { grain, from, to, dropped, starts } = calendar;
  const facts: string[] = [];
  if (from > addPeriods(axis.first, grain, 1) || to < addPeriods(axis.last, grain, -1))
    facts.push(
      `changes over time are followed from ${name(starts[0], grain)} to ${name(starts.at(-1), grain)}, where rows are dense`,
    );
  else if (dropped.length > 0) {
    const names = dropped.map((label) => formatPeriod(label, grain));
    const verb = names.length > 1 ? "are incomplete and are" : "is incomplete and is";
    facts.push(`${list(names)} ${verb} left out of what is said of change over time`);
  }
  return facts.map((fact) => ({ column: axis.column, fact }));
}

const name = (at: number | undefined, grain: Grain): string => formatPeriod(periodLabel(at ?? 0, grain), grain);

async function tell(context: DetectorContext, timeline: Timeline, track: Track): Promise<Candidate | undefined> {
  const { measure, starts, shape, inputs } = track;
  const { column, grain } = inputs;
  const from = starts[0] ?? 0;
  const to = addPeriods(starts.at(-1) ?? 0, grain, 1);
  const { edge, begin, end, start } = windowsOf(from, to, grain, starts.length, shape.cycle);
  const [first, last] = [spanText(start, edge), spanText(begin, end)];
  const exhibits = new Exhibits(context.table);
  seriesEvidence(exhibits, track);
  const before = await windowEvidence(exhibits, measure, column, start, edge, first);
  const after = await windowEvidence(exhibits, measure, column, begin, end, last);
  const [low, high] = [exhibits.value(before), exhibits.value(after)];
  if (measure.column === undefined && Math.max(low, high) < fewest_rows) return undefined;
  if (!matters(measure, low, high) || Math.sign(high - low) !== Math.sign(shape.trend.slope)) return undefined;
  const change = exhibits.compare("change", "change", before, after, { kind: "percent_change" });
  const test = exhibits.test(
    "Theil-Sen slope, Mann-Kendall test on levels and t test on steps",
    { name: trend_test, statistic: shape.trend.z, p: shape.trend.p, n: shape.trend.n, results: results(track.shape) },
    inputs,
    measure.unit,
  );
  const years = Math.max(1, (begin - start) / (365.25 * day));
  // Compound: what one year adds or takes; what moved far over many years is no alarm and still worth knowing.
  const whole = movedBy(measure, low, high);
  const yearly = Math.abs((high > low ? 1 + whole : Math.max(0, 1 - whole)) ** (1 / years) - 1);
  const moved = Math.max(yearly, Math.min(0.09, whole));
  const direction = high > low ? "up" : "down";
  const ids = { first: before, last: after, change, test };
  return {
    key: `trend:${column}:${measure.key}:${grain}`,
    kind: "trend",
    columns: measure.column === undefined ? [column] : [measure.column, column],
    facts: TrendFacts.parse({
      name: measure.name,
      column,
      grain,
      additive: measure.additive,
      first,
      last,
      ids,
      dropped: timeline.calendar?.dropped ?? [],
    }),
    evidence: exhibits.list,
    p: shape.trend.p,
    effect: Math.min(1, movedBy(measure, low, high)) * measure.weight,
    moved,
    lead: measure.weight,
    cause: `trend:${column}:${track.with}:${direction}`,
  };
}

interface Windows {
  start: number;
  edge: number;
  begin: number;
  end: number;
}

/**
 * What is compared at either end: the first and the last whole calendar year, else quarter or month, where there are a few;
 * else about a quarter of the series, in whole cycles.
 */
function windowsOf(from: number, to: number, grain: Grain, n: number, cycle: number): Windows {
  for (const unit of ["year", "quarter", "month"] as const) {
    const shorter = days_in[grain] < days_in[unit];
    const start = periodStart(from, unit) === from ? from : addPeriods(periodStart(from, unit), unit, 1);
    const end = periodStart(to, unit);
    const units = start < end ? periodsBetween(start, end, unit).length : 0;
    if (!shorter || units < (unit === "year" ? 2 : 4) || units > (unit === "year" ? 200 : 12)) continue;
    return { start, edge: addPeriods(start, unit, 1), begin: addPeriods(end, unit, -1), end };
  }
  const step = Math.max(1, cycle, grain === "day" ? 7 : 1);
  // Years are compared one with one: a stock summed over years would mean nothing.
  const wanted = grain === "year" ? 1 : Math.max(2, step * Math.max(1, Math.round(n / 4 / step)));
  const width = Math.min(wanted, Math.floor(n / 2));
  return { start: from, edge: addPeriods(from, grain, width), begin: addPeriods(to, grain, -width), end: to };
}

const results = ({ trend: t }: Pick<Track["shape"], "trend">): Record<string, number> => ({
  slope_per_period: t.slope,
  tau: t.tau,
  inflation: t.inflation,
});

/** The test of a trend again, from the table. */
export async function recomputeTrend(table: Table, given: unknown) {
  const inputs = SeriesInputs.parse(given);
  const { starts, values } = await valuesAgain(table, inputs);
  const shape = shapeOf(values, starts, inputs.grain);
  return { statistic: shape.trend.z, p: shape.trend.p, n: shape.trend.n, results: results(shape) };
}
