import { z } from "zod";
import type { Table } from "../../table/table.ts";
import type { Column } from "../cross/column.ts";
import { columnsOf, isGrouping } from "../cross/column.ts";
import { Exhibits } from "../cross/exhibits.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { driver } from "../statistics/driver.ts";
import { iso } from "../statistics/periods.ts";
import { between } from "./axis.ts";
import { matters, movedBy } from "./change-size.ts";
import { type Block, DriverInputs, readBlock, readBlocks } from "./driver-block.ts";
import { type Pair, pairsOf } from "./driver-pairs.ts";
import type { Measure } from "./measures.ts";
import { spanText } from "./span.ts";
import { type Timeline, timelinesOf } from "./timeline.ts";

/** What the words of a driver need beside its evidence. */
export const DriverFacts = z.object({
  name: z.string(),
  column: z.string(),
  /** The column the change is split by, and the category that makes most of it. */
  by: z.string(),
  category: z.string(),
  before: z.string(),
  after: z.string(),
  ids: z.object({
    before: z.string(),
    after: z.string(),
    change: z.string(),
    part: z.string(),
    part_before: z.string(),
    part_after: z.string(),
    base: z.string(),
  }),
});

export const driver_test = "driver_welch";
/** Least part of the change, and how much more than the category's part of the total before. */
const least_part = 0.4;
const least_excess = 0.15;

/** Which category explains a change of a total between two comparable periods. */
export const changeDriver: Detector = {
  name: "change_driver",
  async detect(context) {
    const { timelines } = await timelinesOf(context);
    const candidates: Candidate[] = [];
    const p_values: number[] = [];
    const groups = columnsOf(context)
      .filter((c) => isGrouping(c) && c.profile.unique_count <= 60)
      .slice(0, 10);
    for (const timeline of timelines) {
      const measures = timeline.measures.filter((m) => m.additive).slice(0, 5);
      for (const pair of pairsOf(timeline))
        for (const group of groups) {
          context.signal.throwIfAborted();
          const wanted = measures.filter((m) => m.column !== group.name && (!pair.only || pair.only === m.key));
          const blocks = await readBlocks(context.table, timeline.axis.column, group.name, pair, wanted);
          for (const block of blocks) {
            const found = driver(block.before, block.after);
            if (!found) continue;
            p_values.push(found.p);
            const candidate = found.p < 0.05 ? await tell(context, timeline, pair, group, block, found) : undefined;
            if (candidate) candidates.push(candidate);
          }
        }
    }
    const checked = p_values.length > 0 ? `${p_values.length} changes of totals for the category behind them` : "";
    return { candidates, p_values, checked };
  },
};

async function tell(
  { table }: DetectorContext,
  timeline: Timeline,
  pair: Pair,
  group: Column,
  block: Block,
  found: NonNullable<ReturnType<typeof driver>>,
): Promise<Candidate | undefined> {
  const { measure } = block;
  const total = found.after - found.before;
  const part = (found.part_after - found.part_before) / total;
  const base = found.part_before / found.before;
  if (!matters(measure, found.before, found.after) || part < least_part || part < base + least_excess || base < 0)
    return undefined;
  const category = block.categories[found.category] ?? "";
  const column = timeline.axis.column;
  const exhibits = new Exhibits(table);
  const [first, last] = [spanText(pair.from, pair.middle), spanText(pair.start, pair.to)];
  const value = groupValue(group, category);
  const ask = (measure: Measure, span: [number, number], label: string, one: boolean) =>
    exhibits.aggregate(
      `${measure.name}${one ? ` of ${category}` : ""}, ${label}`,
      {
        ...measure.query,
        filter: [...between(column, ...span), ...(one ? [{ column: group.name, is: "eq" as const, value }] : [])],
      },
      measure.unit,
    );
  const before = await ask(measure, [pair.from, pair.middle], first, false);
  const after = await ask(measure, [pair.start, pair.to], last, false);
  const change = exhibits.compare("change", "change", before, after, { kind: "percent_change" });
  const part_before = await ask(measure, [pair.from, pair.middle], first, true);
  const part_after = await ask(measure, [pair.start, pair.to], last, true);
  const whole_change = exhibits.compare("change in all", "difference", after, before, measure.unit);
  const part_change = exhibits.compare(`change of ${category}`, "difference", part_after, part_before, measure.unit);
  const share = exhibits.share(`part of the change that is ${category}`, part_change, whole_change);
  const base_share = exhibits.share(`share of ${category} before`, part_before, before);
  exhibits.test(
    "Does the category change apart from the rest?",
    { name: driver_test, statistic: found.t, p: found.p, n: found.n, results: { df: found.df } },
    { ...block.inputs, group: group.name },
  );
  const moved = movedBy(measure, found.before, found.after);
  const excess = Math.min(1, part) - base;
  return {
    key: `change_driver:${column}:${measure.key}:${group.name}:${iso(pair.start)}`,
    kind: "change_driver",
    columns: [...(measure.column === undefined ? [] : [measure.column]), group.name, column],
    facts: DriverFacts.parse({
      name: measure.name,
      column,
      by: group.name,
      category,
      before: first,
      after: last,
      ids: { before, after, change, part: share, part_before, part_after, base: base_share },
    }),
    evidence: exhibits.list,
    p: found.p,
    effect: Math.min(1, moved * (1 + excess)) * measure.weight,
    moved,
    // Whole months and years are read more easily than the stretches around a change of level.
    lead: measure.weight - (pair.only ? 0.005 : 0),
    cause: `driver:${column}:${timeline.tracks.find((t) => t.measure.key === measure.key)?.with ?? measure.key}:${group.name}:${category}`,
  };
}

/** A category as a filter compares it. */
const groupValue = (group: Column, category: string): string | number | boolean =>
  group.storage === "DOUBLE" ? Number(category) : group.storage === "BOOLEAN" ? category === "true" : category;

/** The test of a driver again, from the table. */
export async function recomputeDriver(table: Table, given: unknown) {
  const inputs = DriverInputs.parse(given);
  const block = await readBlock(table, inputs);
  const found = driver(block.before, block.after);
  return found && { statistic: found.t, p: found.p, n: found.n, results: { df: found.df } };
}
