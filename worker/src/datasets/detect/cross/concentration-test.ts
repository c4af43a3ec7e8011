import { z } from "zod";
import type { Table, TableColumn } from "../../table/table.ts";
import { gini } from "../statistics/gini.ts";
import { type Herfindahl, herfindahl } from "../statistics/herfindahl.ts";
import { categoryExpression } from "../statistics/query.ts";
import type { TestResult } from "./exhibits.ts";

export interface Concentration extends Herfindahl {
  /** Rows with an entity (and an amount). */
  n: number;
  gini: number;
  /** Totals of the entities, the largest first. */
  totals: Float64Array;
}

/** How a total (of an amount, or of rows when none is given) spreads over the values of a column. */
export async function concentrate(
  table: Table,
  entity: TableColumn,
  amount: TableColumn | undefined,
): Promise<Concentration> {
  const x = amount ? `v${amount.index}` : "1.0";
  const rows = `SELECT ${categoryExpression(entity)} AS g, ${x} AS x FROM t`;
  const known = "g IS NOT NULL AND x IS NOT NULL";
  const totals = await table.numbers(`SELECT sum(x) AS s FROM (${rows}) WHERE ${known} GROUP BY g ORDER BY s DESC`);
  const [sums] = await table.query<{ n: number; total: number; squares: number; fourths: number }>(
    `SELECT count(*) AS n, sum(x) AS total, sum(x * x) AS squares, sum(x * x * x * x) AS fourths FROM (${rows}) WHERE ${known}`,
  );
  const test = herfindahl({
    total: Number(sums?.total ?? 0),
    squares: Number(sums?.squares ?? 0),
    fourths: Number(sums?.fourths ?? 0),
    entity_squares: totals.reduce((sum, s) => sum + s * s, 0),
    entities: totals.length,
  });
  return { ...test, n: Number(sums?.n ?? 0), gini: gini(totals), totals };
}

/** Inputs: `entity`, `amount` (none for rows). */
export async function concentrationTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { entity, amount } = z.object({ entity: z.string(), amount: z.string().optional() }).parse(inputs);
  const it = await concentrate(table, table.column(entity), amount === undefined ? undefined : table.column(amount));
  return {
    name: "herfindahl",
    statistic: it.index,
    p: it.p,
    n: it.n,
    results: { gini: it.gini, herfindahl_by_lot: it.expected, entities_count: it.totals.length },
  };
}
