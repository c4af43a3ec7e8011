import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, isMeasured, unitOf } from "./column.ts";
import { shownColumns } from "./column-names.ts";
import { Exhibits } from "./exhibits.ts";
import { type ExtremeSide, extremesOf, tailGapTest } from "./extremes.ts";
import { relationsOf } from "./relations/relations.ts";

/** What the words of an `outliers` finding need; the numbers are in its evidence. */
export const OutlierFacts = z.object({
  column: z.string(),
  sides: z.array(
    z.object({
      side: z.enum(["high", "low"]),
      rows: z.string(),
      nearest: z.string(),
      farthest: z.string(),
      rest: z.string(),
    }),
  ),
  /** Evidence ids: the total (or mean) with and without them, and the change between. */
  statistic: z.enum(["sum", "mean"]),
  all: z.string(),
  without: z.string(),
  change: z.string(),
  total_rows: z.string(),
});

const least_rows = 50;
const most_findings = 3;

/**
 * Values isolated from the rest of their column: a gap that a tail as heavy as the column's own does not have.
 * A heavy tail alone (incomes, sizes of orders) is no outlier.
 */
export const outliers: Detector = {
  name: "outliers",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const tested = columns.filter(
      (c) =>
        isMeasured(c) &&
        c.profile.count >= least_rows &&
        c.profile.unique_count >= 10 &&
        relations.original(c.name) === c.name,
    );
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const column of tested) {
      context.signal.throwIfAborted();
      const extremes = await extremesOf(context.table, column);
      p_values.push(extremes.p);
      const sides = extremes.sides.filter((side) => isFar(side, column));
      if (extremes.p < 0.001 && sides.length > 0)
        candidates.push(await present(context, columns, column, extremes.p, sides));
    }
    candidates.sort((a, b) => b.effect - a.effect);
    return {
      candidates: candidates.slice(0, most_findings),
      p_values,
      checked:
        tested.length > 0 ? `isolated values in ${tested.length} ${tested.length === 1 ? "column" : "columns"}` : "",
    };
  },
};

/** Far in the column's own spread too, so that a small gap in a narrow tail is not told. */
function isFar(side: ExtremeSide, column: Column): boolean {
  if (side.p >= 0.002 || side.outer / side.inner < 1.5) return false;
  const spread = ((column.profile.q75 ?? 0) - (column.profile.q25 ?? 0)) / 1.349 || (column.profile.std ?? 0);
  return side.scale === "log" || side.outer >= 5 * spread;
}

async function present(
  context: DetectorContext,
  columns: readonly Column[],
  column: Column,
  p: number,
  sides: readonly ExtremeSide[],
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const unit = unitOf(column);
  const name = column.name;
  const inside = sides.map((s) => ({
    column: name,
    is: s.side === "high" ? ("lt" as const) : ("gt" as const),
    value: s.nearest,
  }));
  const told = [];
  for (const s of sides) {
    const where = [{ column: name, is: s.side === "high" ? ("gte" as const) : ("lte" as const), value: s.nearest }];
    const order = `v${column.index} ${s.side === "high" ? "DESC" : "ASC"}`;
    told.push({
      side: s.side,
      rows: await exhibits.rows(
        `Rows with ${name} far ${s.side === "high" ? "above" : "below"} the rest`,
        where,
        shownColumns(columns, [name]),
        order,
      ),
      nearest: await exhibits.aggregate(
        `Nearest of them`,
        { op: s.side === "high" ? "min" : "max", column: name, filter: where },
        unit,
      ),
      farthest: await exhibits.aggregate(
        `Farthest of them`,
        { op: s.side === "high" ? "max" : "min", column: name, filter: where },
        unit,
      ),
      rest: await exhibits.aggregate(
        `${s.side === "high" ? "Largest" : "Smallest"} of the rest`,
        { op: s.side === "high" ? "max" : "min", column: name, filter: inside },
        unit,
      ),
    });
  }
  const statistic = column.role === "amount" ? "sum" : "mean";
  const noun = statistic === "sum" ? "Total" : "Mean";
  const all = await exhibits.aggregate(`${noun} of ${name}`, { op: statistic, column: name }, unit);
  const without = await exhibits.aggregate(
    `${noun} of ${name} without them`,
    { op: statistic, column: name, filter: inside },
    unit,
  );
  const change = exhibits.compare("Change without them", "change", all, without, { kind: "percent_change" });
  const total_rows = await exhibits.aggregate(`Rows with ${name}`, { op: "count", column: name }, { kind: "count" });
  exhibits.share("Share of rows", told[0]?.rows ?? total_rows, total_rows);
  exhibits.test("Gap in the tail", await tailGapTest(context.table, { column: name }), { column: name });
  const moved = Math.min(1, Math.abs(exhibits.value(change)));
  // The mean of a column around zero moves by any percentage: its spread is the yardstick there.
  const spread = ((column.profile.q75 ?? 0) - (column.profile.q25 ?? 0)) / 1.349;
  const steady = statistic === "sum" || Math.abs(exhibits.value(without)) > 0.5 * spread;
  return {
    key: `outliers:${name}`,
    kind: "outliers",
    columns: [name],
    facts: { column: name, sides: told, statistic, all, without, change, total_rows } satisfies z.infer<
      typeof OutlierFacts
    >,
    evidence: exhibits.list,
    p,
    effect: Math.min(1, 0.3 + (steady ? moved : 0)),
    moved: steady ? moved : 0.05,
    cause: `extreme:${name}`,
  };
}
