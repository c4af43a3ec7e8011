import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, unitOf } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { isPart } from "./relations/is-part.ts";
import { relationsOf } from "./relations/relations.ts";
import { written } from "./thresholds.ts";

/** What the words of a skewed amount need. */
export const SkewFacts = z.object({
  column: z.string(),
  threshold: z.number(),
  top_rows: z.string(),
  rows: z.string(),
  share: z.string(),
  share_of_rows: z.string(),
  mean: z.string(),
  median: z.string(),
});

const least_rows = 300;
/** Share of the total in the top percent of rows. Even a Pareto tail of 80 to 20 has 53%: such skew is common and no news. */
const least_share = 0.6;
const most_findings = 2;

/** Amounts whose total hangs on one percent of the rows, so that the mean tells nothing of the usual row. */
export const skew: Detector = {
  name: "skew",
  async detect(context) {
    const relations = await relationsOf(context);
    const columns = columnsOf(context).filter(
      (c) =>
        c.role === "amount" &&
        c.storage === "DOUBLE" &&
        c.profile.count >= least_rows &&
        (c.profile.min ?? -1) >= 0 &&
        (c.profile.sum ?? 0) > 0 &&
        relations.original(c.name) === c.name &&
        !isPart(c, columnsOf(context), relations),
    );
    const candidates: Candidate[] = [];
    for (const column of columns) {
      context.signal.throwIfAborted();
      const found = await topPercent(
        context,
        column,
        relations.arithmetic.find((a) => a.total === column.name || a.parts.includes(column.name))?.total,
      );
      if (found) candidates.push(found);
    }
    candidates.sort((a, b) => b.effect - a.effect);
    return {
      candidates: candidates.slice(0, most_findings),
      p_values: [],
      checked:
        columns.length > 0 ? `the spread of ${columns.length === 1 ? "one amount" : `${columns.length} amounts`}` : "",
    };
  },
};

async function topPercent(
  context: DetectorContext,
  column: Column,
  total: string | undefined,
): Promise<Candidate | undefined> {
  const v = `v${column.index}`;
  const q = column.profile.quantiles.find((quantile) => quantile.q === 0.99)?.value;
  if (q === undefined) return undefined;
  const [row] = await context.table.query<{ top: number; total: number }>(
    `SELECT sum(${v}) FILTER (WHERE ${v} > ${q}) AS top, sum(${v}) AS total FROM t`,
  );
  if (!row || !(Number(row.top) >= least_share * Number(row.total))) return undefined;
  const exhibits = new Exhibits(context.table);
  const threshold = written(q);
  const where = [{ column: column.name, is: "gt" as const, value: threshold }];
  const unit = unitOf(column);
  const top_rows = await exhibits.count("Largest rows", where);
  const rows = await exhibits.aggregate(
    `Rows with ${column.name}`,
    { op: "count", column: column.name },
    { kind: "count" },
  );
  const top = await exhibits.aggregate(
    `Total of ${column.name} in them`,
    { op: "sum", column: column.name, filter: where },
    unit,
  );
  const all = await exhibits.aggregate(`Total of ${column.name}`, { op: "sum", column: column.name }, unit);
  const share = exhibits.share("Their share of the total", top, all);
  const share_of_rows = exhibits.share("Their share of the rows", top_rows, rows);
  const mean = await exhibits.aggregate(`Mean of ${column.name}`, { op: "mean", column: column.name }, unit);
  const median = await exhibits.aggregate(`Median of ${column.name}`, { op: "median", column: column.name }, unit);
  return {
    key: `skew:${column.name}`,
    kind: "skew",
    columns: [column.name],
    facts: { column: column.name, threshold, top_rows, rows, share, share_of_rows, mean, median } satisfies z.infer<
      typeof SkewFacts
    >,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.6 * exhibits.value(share)),
    moved: 0.05,
    cause: `skew:${total ?? column.name}`,
  };
}
