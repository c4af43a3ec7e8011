import { Phase } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { addPeriods, days_in, periodsBetween, phase_grain, phaseIndex, phases } from "../statistics/periods.ts";
import { aggregateSql } from "../statistics/query.ts";
import { median } from "../statistics/robust.ts";
import { type Season, season } from "../statistics/seasonal.ts";
import { calendarOf } from "./calendar.ts";
import { least_season } from "./change-size.ts";
import { readSeries, type Series, SeriesInputs, valuesAgain } from "./series.ts";
import { spanText } from "./span.ts";
import { type Timeline, timelinesOf } from "./timeline.ts";

const SeasonInputs = SeriesInputs.extend({ phase: Phase });

/** What the words of a season need beside its evidence. */
export const SeasonFacts = z.object({
  name: z.string(),
  column: z.string(),
  additive: z.boolean(),
  phase: Phase,
  high: z.string(),
  low: z.string(),
  /** The stretch of whole cycles it was seen in. */
  span: z.string(),
  /** Phases with too few rows for their mean to say anything. */
  thin: z.array(z.string()).default([]),
  ids: z.object({ series: z.string(), test: z.string() }),
});

export const season_test = "seasonal_strength";

/** Whether weekdays, months or hours of the day differ, again and again: at least two whole cycles. */
export const seasonality: Detector = {
  name: "seasonality",
  async detect(context) {
    const { timelines } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    for (const timeline of timelines)
      for (const phase of Phase.options) {
        context.signal.throwIfAborted();
        for (const series of await seriesFor(context, timeline, phase)) {
          const found = seasonOf(series.values, series.starts, phase);
          if (!found) continue;
          p_values.push(found.p);
          const candidate = found.p < 0.05 ? await tell(context, timeline, series, phase, found) : undefined;
          if (candidate) candidates.push(candidate);
        }
      }
    const checked = p_values.length > 0 ? `${p_values.length} series for a season of hours, weekdays or months` : "";
    return { candidates, p_values, checked };
  },
};

/** Strength from which a season is plain to see. */
const clear_season = 0.3;
const length: Record<Phase, number> = { hour_of_day: 24, day_of_week: 7, month_of_year: 12 };
/** Cycles needed: two whole ones, a few more where they are short and noisy; and the most that are read. */
const fewest: Record<Phase, number> = { hour_of_day: 4, day_of_week: 4, month_of_year: 2 };
const most: Record<Phase, number> = { hour_of_day: 90, day_of_week: 260, month_of_year: 100 };

/** Series over whole cycles, the latest ones; none where the rows are too sparse to tell. */
async function seriesFor(
  { table }: DetectorContext,
  { dense: axis, measures }: Timeline,
  phase: Phase,
): Promise<Series[]> {
  if (phase === "hour_of_day" && !axis.timed) return [];
  const grain = phase_grain[phase];
  if (axis.step_days > 3 * days_in[grain === "hour" ? "day" : grain]) return [];
  const calendar = calendarOf(axis, grain === "hour" ? "day" : grain);
  const periods = periodsBetween(calendar.from, calendar.to, grain).length;
  const cycles = Math.min(most[phase], Math.floor(periods / length[phase]));
  if (cycles < fewest[phase] || calendar.filled < 0.6) return [];
  const to = calendar.to;
  const from = addPeriods(to, grain, -cycles * length[phase]);
  const starts = periodsBetween(from, to, grain);
  const series = await readSeries(table, axis.column, { grain, from, to, starts }, measures);
  const rows = series[0]?.rows.reduce((a, b) => a + b, 0) ?? 0;
  if (rows < 10 * length[phase] && rows < 0.9 * starts.length) return [];
  return series;
}

const seasonOf = (values: readonly number[], starts: readonly number[], phase: Phase): Season | undefined =>
  season(
    values,
    starts.map((at) => phaseIndex(at, phase)),
    length[phase],
  );

async function tell(
  { table }: DetectorContext,
  timeline: Timeline,
  { measure, inputs }: Series,
  phase: Phase,
  found: Season,
): Promise<Candidate | undefined> {
  const labels = phases[phase];
  const by = { column: timeline.axis.column, phase };
  const rows = await table.query<{ g: string; value: number | null }>(aggregateSql(inputs.query, table, by));
  const values = new Map(rows.map((row) => [row.g, row.value === null ? undefined : Number(row.value)]));
  const thin = measure.additive ? [] : await thinPhases(table, inputs, by);
  const points = labels
    .filter((group) => !thin.includes(group))
    .map((group) => ({ group, value: values.get(group) ?? null }));
  const known = points.flatMap((p) => (p.value === null ? [] : [{ group: p.group, value: p.value }]));
  const high = known.reduce((a, b) => (b.value > a.value ? b : a), known[0] ?? { group: "", value: 0 });
  const low = known.reduce((a, b) => (b.value < a.value ? b : a), known[0] ?? { group: "", value: 0 });
  const level = known.reduce((sum, p) => sum + p.value, 0) / Math.max(1, known.length);
  const swing = (high.value - low.value) / Math.abs(level);
  if (!(swing >= least_season[measure.additive ? "total" : "average"]) || found.strength < 0.05 || found.repeats < 0.3)
    return undefined;
  const exhibits = new Exhibits(table);
  const span = spanText(Date.parse(`${inputs.from}Z`), Date.parse(`${inputs.to}Z`));
  exhibits.list.push({
    id: "e1",
    kind: "series",
    label: `${measure.name} by ${phase.replaceAll("_", " ")}, ${span}`,
    unit: measure.unit,
    query: inputs.query,
    by,
    points,
  });
  const total = known.reduce((sum, p) => sum + p.value, 0);
  const shares = total > 0 && known.every((p) => p.value >= 0);
  const results = seasonResults(found);
  exhibits.test(
    "Strength of season",
    { name: season_test, statistic: found.statistic, p: found.p, n: found.n, results },
    { ...inputs, phase },
  );
  if (thin.length > 0)
    await exhibits.series(
      `Rows by ${phase.replaceAll("_", " ")}, ${span}`,
      { op: "count", filter: inputs.query.filter },
      by,
      {
        kind: "count",
      },
    );
  if (measure.additive) {
    const sum = await exhibits.aggregate(`${measure.name}, all`, { ...inputs.query }, measure.unit);
    for (const [name, point] of [["highest", high] as const, ["lowest", low] as const]) {
      const value = shares ? point.value / total : 0;
      exhibits.list.push({
        id: `e${exhibits.list.length + 1}`,
        kind: "comparison",
        label: `share of the ${name} ${phase.split("_")[0]}`,
        unit: { kind: "share" },
        op: "share",
        left: `e1/points/${point.group}`,
        right: sum,
        value,
      });
    }
  }
  // What would have to move for all phases to be even.
  const uneven = shares
    ? known.reduce((sum, p) => sum + Math.abs(p.value / total - 1 / labels.length), 0) / 2
    : swing / 4;
  // A season that explains little of what happens is no alarm, however large its swing.
  const moved = Math.min(0.24, uneven) * Math.min(1, found.strength / clear_season);
  return {
    key: `seasonality:${timeline.axis.column}:${measure.key}:${phase}`,
    kind: "seasonality",
    columns: measure.column === undefined ? [timeline.axis.column] : [measure.column, timeline.axis.column],
    facts: SeasonFacts.parse({
      name: measure.name,
      column: timeline.axis.column,
      additive: measure.additive && shares,
      phase,
      high: high.group,
      low: low.group,
      span,
      thin: thin.filter((group) => values.get(group) !== undefined),
      ids: { series: "e1", test: "e2" },
    }),
    evidence: exhibits.list,
    p: found.p,
    effect: Math.min(1, 1.5 * uneven) * measure.weight,
    moved,
    lead: measure.weight,
    cause: `season:${timeline.axis.column}:${phase}:${timeline.tracks.find((t) => t.measure.key === measure.key)?.with ?? (measure.additive ? "rows" : measure.key)}`,
  };
}

/** Phases with less than a tenth of the rows that the usual phase has. */
async function thinPhases(table: Table, inputs: SeriesInputs, by: { column: string; phase: Phase }): Promise<string[]> {
  const query = { op: "count" as const, filter: inputs.query.filter };
  const counts = await table.query<{ g: string; value: number }>(aggregateSql(query, table, by));
  const usual = median(counts.map((row) => Number(row.value)));
  return counts.filter((row) => Number(row.value) < 0.1 * usual).map((row) => row.g);
}

const seasonResults = (found: Season): Record<string, number> => ({
  strength: found.strength,
  repeats_r: found.repeats,
});

/** The test of a season again, from the table. */
export async function recomputeSeason(table: Table, given: unknown) {
  const inputs = SeasonInputs.parse(given);
  const { starts, values } = await valuesAgain(table, inputs);
  const found = seasonOf(values, starts, inputs.phase);
  return found && { statistic: found.statistic, p: found.p, n: found.n, results: seasonResults(found) };
}
