import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { addPeriods, periodLabel } from "../statistics/periods.ts";
import { filterExpression } from "../statistics/query.ts";
import { finite, median } from "../statistics/robust.ts";
import { type Spike, spikes } from "../statistics/spikes.ts";
import { between } from "./axis.ts";
import { calendarOf } from "./calendar.ts";
import { readSeries, type Series, SeriesInputs, valuesAgain } from "./series.ts";
import { seriesEvidence, windowEvidence } from "./series-evidence.ts";
import { seasonalPart } from "./shape.ts";
import { type Timeline, timelinesOf } from "./timeline.ts";

const SpikeInputs = SeriesInputs.extend({ heavy: z.boolean(), period: z.string() });

/** What the words of a spike or drop need beside its evidence. */
export const SpikeFacts = z.object({
  name: z.string(),
  column: z.string(),
  grain: SeriesInputs.shape.grain,
  additive: z.boolean(),
  /** Label of the period. */
  at: z.string(),
  ids: z.object({ value: z.string(), test: z.string(), ratio: z.string() }),
});

export const spike_test = "robust_z_local_median";
/** Least deviation worth telling: relative to what was expected; and a share of the total, or far from all the others. */
const least = { total: 0.25, average: 0.1, share: 0.01, z: 6 };
const most_days = 1500;
/** A few rows more or less are no spike. */
const fewest_rows = 15;
const fewest_in_median = 5;

/** Single periods far from their surroundings; on days too where the days are filled. */
export const spike: Detector = {
  name: "spike",
  async detect(context) {
    const { timelines } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    let looked = 0;
    for (const timeline of timelines)
      for (const series of await seriesFor(context, timeline)) {
        context.signal.throwIfAborted();
        if (finite(series.values).length < 12) continue;
        looked++;
        const heavy = isHeavy(series);
        const found = spikesOf(series, heavy);
        // The largest deviation is the test of the series; further ones are told when they pass as well.
        p_values.push(found[0]?.p ?? 1);
        let count = 0;
        for (const one of found.slice(0, 6)) {
          if (one.p > 0.01 || count === 2) break;
          const candidate = await tell(context, timeline, series, one, heavy);
          if (!candidate) continue;
          candidates.push(candidate);
          count++;
        }
      }
    return { candidates, p_values, checked: looked > 0 ? `${looked} series for a spike or drop` : "" };
  },
};

async function seriesFor(
  { table }: DetectorContext,
  { dense, calendar, measures, tracks }: Timeline,
): Promise<Series[]> {
  if (!calendar || calendar.grain === "day" || calendar.grain === "hour") return tracks;
  const days = calendarOf(dense, "day");
  if (days.filled < 0.85 || days.starts.length > most_days) return tracks;
  const daily = await readSeries(table, dense.column, days, measures);
  return [...tracks, ...daily];
}

/** Few rows a period: their tail is that of single values, not of sums or averages. */
const isHeavy = ({ measure, rows }: Series): boolean =>
  measure.query.op !== "count" && median(rows) < (measure.additive ? 15 : 40);

const spikesOf = (
  { values, starts, inputs, rows }: Pick<Series, "values" | "starts" | "inputs" | "rows">,
  heavy: boolean,
): Spike[] => {
  const weights = inputs.query.op === "sum" || inputs.query.op === "count" ? undefined : rows;
  return spikes(values, seasonalPart(values, starts, inputs.grain).season, { heavy, weights });
};

async function tell(
  context: DetectorContext,
  timeline: Timeline,
  series: Series,
  found: Spike,
  heavy: boolean,
): Promise<Candidate | undefined> {
  const { measure, starts, inputs } = series;
  const { column, grain } = inputs;
  const at = starts[found.at] ?? 0;
  const away = found.value - found.expected;
  if (Math.abs(away) < least[measure.additive ? "total" : "average"] * Math.abs(found.expected)) return undefined;
  if (measure.column === undefined && Math.max(found.value, found.expected) < fewest_rows) return undefined;
  const total = finite(series.values).reduce((sum, v) => sum + Math.abs(v), 0);
  const share = Math.abs(away) / total;
  if (Math.abs(found.z) < least.z && share < least.share) return undefined;
  if (away > 0 && (!heavy || measure.query.op === "median") && (await isOneRow(context.table, series, at, away)))
    return undefined;
  const exhibits = new Exhibits(context.table);
  seriesEvidence(exhibits, series);
  const label = periodLabel(at, grain);
  const value = await windowEvidence(exhibits, measure, column, at, addPeriods(at, grain, 1), label);
  const test = exhibits.test(
    "Deviation from the median of the neighbours",
    { name: spike_test, statistic: found.z, p: found.p, n: found.n, results: spikeResults(found) },
    { ...inputs, heavy, period: label },
    measure.unit,
  );
  const ratio = exhibits.value(value) / found.expected;
  exhibits.list.push({
    id: "e4",
    kind: "comparison",
    label: "value against expected",
    unit: { kind: "ratio" },
    op: "ratio",
    left: value,
    right: `${test}/results/expected`,
    value: Number.isFinite(ratio) ? ratio : 0,
  });
  const moved = measure.additive ? share : Math.min(0.24, share);
  const size = Math.min(1, Math.abs(Math.log2(Math.max(0.06, Math.abs(ratio)))) / 4);
  return {
    key: `spike:${column}:${measure.key}:${label}`,
    kind: "spike",
    columns: measure.column === undefined ? [column] : [measure.column, column],
    facts: SpikeFacts.parse({
      name: measure.name,
      column,
      grain,
      additive: measure.additive,
      at: label,
      ids: { value, test, ratio: "e4" },
    }),
    evidence: exhibits.list,
    p: found.p,
    effect: Math.max(Math.min(1, moved), 0.5 * size) * measure.weight,
    moved,
    // The day of a spike says more than its month.
    lead: measure.weight + (grain === timeline.calendar?.grain ? 0 : 0.5),
    cause: `spike:${column}:${periodLabel(at, timeline.calendar?.grain ?? grain)}`,
  };
}

/** Whether a single row makes most of the excess: then the row is the story, and told as an outlier. */
async function isOneRow(table: Table, { measure, inputs }: Series, at: number, excess: number): Promise<boolean> {
  if (measure.column === undefined) return false;
  const v = `v${table.column(measure.column).index}`;
  const where = filterExpression(between(inputs.column, at, addPeriods(at, inputs.grain, 1)), table);
  const [row] = await table.query<{ top: number; average: number; n: number }>(
    `SELECT max(${v}) AS top, avg(${v}) AS average, count(${v}) AS n FROM t WHERE ${where}`,
  );
  // The median of a handful of rows is one of them.
  if (measure.query.op === "median") return Number(row?.n ?? 0) < fewest_in_median;
  const share = measure.query.op === "sum" ? 1 : 1 / Math.max(1, Number(row?.n ?? 1));
  return (Number(row?.top ?? 0) - (share === 1 ? 0 : Number(row?.average ?? 0))) * share > 0.5 * excess;
}

const spikeResults = (found: Spike): Record<string, number> => ({ expected: found.expected, z: found.z });

/** The test of a spike again, from the table. */
export async function recomputeSpike(table: Table, given: unknown) {
  const inputs = SpikeInputs.parse(given);
  const again = await valuesAgain(table, inputs);
  const { starts } = again;
  const found = spikesOf({ ...again, inputs }, inputs.heavy).find(
    (one) => periodLabel(starts[one.at] ?? 0, inputs.grain) === inputs.period,
  );
  return found && { statistic: found.z, p: found.p, n: found.n, results: spikeResults(found) };
}
