import { type Grain, Grain as GrainName } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Gap, longestGap } from "../statistics/gaps.ts";
import { addPeriods, day, iso, periodLabel, periodStart, periodsBetween, time } from "../statistics/periods.ts";
import { temporalExpression } from "../statistics/query.ts";
import { type Axis, between, sqlBetween } from "./axis.ts";
import { spanText } from "./span.ts";
import { timelinesOf } from "./timeline.ts";

const GapInputs = z.object({ column: z.string(), grain: GrainName, from: z.string(), to: z.string() });

/** What the words of a gap need beside its evidence. */
export const GapFacts = z.object({
  column: z.string(),
  grain: GrainName,
  span: z.string(),
  /** Stretch of the same length right before, or after where there is none before. */
  beside: z.string(),
  beside_is: z.enum(["before", "after"]),
  ids: z.object({ inside: z.string(), beside: z.string(), test: z.string(), all: z.string() }),
});

export const gap_test = "empty_run";

/** The longest run of periods without rows, where rows are dense enough for it to be a surprise. */
export const timeGap: Detector = {
  name: "time_gap",
  async detect(context) {
    const { timelines } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    let looked = 0;
    for (const { axis } of timelines) {
      context.signal.throwIfAborted();
      const counted = await countsOf(context.table, axis);
      if (!counted) continue;
      looked++;
      const gap = longestGap(counted.counts, counted.starts, counted.grain);
      if (gap?.p !== null) p_values.push(gap?.p ?? 1);
      if (!gap || (gap.p !== null && gap.p > 0.05)) continue;
      candidates.push(await tell(context, axis, counted, gap));
    }
    const checked = looked > 0 ? `${looked} calendars for gaps` : "";
    return { candidates, p_values, checked };
  },
};

interface Counts {
  grain: Grain;
  starts: number[];
  counts: number[];
}

/** Rows per period at the finest grain of which at least half the periods have rows. */
async function countsOf(table: Table, axis: Axis): Promise<Counts | undefined> {
  const first = periodStart(axis.first, "day");
  if (axis.timed && axis.last - axis.first < 60 * day) {
    const hourly = await tally(table, axis.column, "hour", periodStart(axis.first, "hour"), axis.last + 1);
    if (hourly.counts.filter((n) => n > 0).length >= 0.5 * hourly.counts.length) return hourly;
  }
  for (const grain of ["day", "week", "month", "year"] as const) {
    const starts = periodsBetween(first, axis.last + 1, grain);
    const rows = new Map<number, number>();
    for (const d of axis.days) rows.set(periodStart(d.at, grain), (rows.get(periodStart(d.at, grain)) ?? 0) + d.rows);
    const counts = starts.map((at) => rows.get(at) ?? 0);
    if (starts.length >= 12 && rows.size >= 0.5 * starts.length) return { grain, starts, counts };
  }
  return undefined;
}

async function tally(table: Table, column: string, grain: Grain, from: number, to: number): Promise<Counts> {
  const at = temporalExpression(table.column(column));
  const rows = await table.query<{ k: number; n: number }>(
    `SELECT epoch_ms(date_trunc('${grain}', ${at})) AS k, count(*) AS n FROM t WHERE ${sqlBetween(at, from, to)} GROUP BY 1`,
  );
  const known = new Map(rows.map((row) => [Number(row.k), Number(row.n)]));
  const starts = periodsBetween(from, to, grain);
  return { grain, starts, counts: starts.map((start) => known.get(start) ?? 0) };
}

async function tell(context: DetectorContext, axis: Axis, counted: Counts, gap: Gap): Promise<Candidate> {
  const { grain, starts } = counted;
  const from = starts[gap.at] ?? 0;
  const to = addPeriods(from, grain, gap.length);
  const exhibits = new Exhibits(context.table);
  const inside = await exhibits.count(`rows in ${spanText(from, to)}`, between(axis.column, from, to));
  // Before the first row nothing can be told: then the stretch after the gap is compared.
  const earlier = addPeriods(from, grain, -gap.length);
  const [near, far] = earlier >= (starts[0] ?? 0) ? [earlier, from] : [to, addPeriods(to, grain, gap.length)];
  const before = await exhibits.count(`rows in ${spanText(near, far)}`, between(axis.column, near, far));
  const window = { from: iso(starts[0] ?? 0), to: iso(addPeriods(starts.at(-1) ?? 0, grain, 1)) };
  const all = await exhibits.count("rows in all", between(axis.column, time(window.from), time(window.to)));
  const share = gap.length / starts.length;
  const test = exhibits.test(
    "Run of empty periods",
    { name: gap_test, statistic: gap.length, p: gap.p, n: starts.length, results: { periods: gap.length } },
    { column: axis.column, grain, ...window },
  );
  const points = starts.map((at, i) => ({ group: periodLabel(at, grain), value: counted.counts[i] || null }));
  exhibits.list.push({
    id: `e${exhibits.list.length + 1}`,
    kind: "series",
    label: `rows by ${grain}`,
    unit: { kind: "count" },
    query: { op: "count", filter: between(axis.column, time(window.from), time(window.to)) },
    by: { column: axis.column, grain },
    points: points.slice(Math.max(0, gap.at - 100), gap.at + gap.length + 100),
  });
  return {
    key: `time_gap:${axis.column}:${periodLabel(from, grain)}`,
    kind: "time_gap",
    columns: [axis.column],
    facts: GapFacts.parse({
      column: axis.column,
      grain,
      span: spanText(from, to),
      beside: spanText(near, far),
      beside_is: near < from ? "before" : "after",
      ids: { inside, beside: before, test, all },
    }),
    evidence: exhibits.list,
    p: gap.p,
    effect: Math.min(1, 0.3 + 2 * share),
    moved: share,
    cause: `gap:${axis.column}:${periodLabel(from, "month")}`,
  };
}

/** The test of a gap again, from the table. */
export async function recomputeGap(table: Table, given: unknown) {
  const { column, grain, from, to } = GapInputs.parse(given);
  const { counts, starts } = await tally(table, column, grain, time(from), time(to));
  const gap = longestGap(counts, starts, grain);
  return gap && { statistic: gap.length, p: gap.p, n: starts.length, results: { periods: gap.length } };
}
