import { z } from "zod";
import type { Table, TableColumn } from "../../table/table.ts";
import { gini } from "../statistics/gini.ts";
import { type Herfindahl, herfindahl } from "../statistics/herfindahl.ts";
import type { TestResult } from "./exhibits.ts";
import { placeholders } from "./placeholders.ts";
import { type Sample, sampleOf } from "./sample.ts";

export interface Concentration extends Herfindahl {
  /** Rows with an entity (and an amount). */
  n: number;
  /** Those whose amount is not zero. */
  nonzero: number;
  /** The index of the numbers of rows. */
  by_rows: number;
  gini: number;
  /** Totals of the entities, in no order. */
  totals: Float64Array;
}

/** How a total (of an amount, or of rows when none is given) spreads over the values of a column. */
export async function concentrate(
  table: Table,
  entity: TableColumn,
  amount: TableColumn | undefined,
): Promise<Concentration> {
  const sample = sampleOf(table);
  const it = sample.whole ? await inMemory(sample, entity, amount) : await inSql(table, entity, amount);
  const entity_squares = it.totals.reduce((sum, s) => sum + s * s, 0);
  const test = herfindahl({ ...it, entity_squares, entities: it.totals.length });
  return {
    ...test,
    n: it.n,
    nonzero: it.nonzero,
    by_rows: it.row_squares / Math.max(1, it.n * it.n),
    gini: gini(it.totals),
    totals: it.totals,
  };
}

interface Sums {
  n: number;
  nonzero: number;
  total: number;
  squares: number;
  fourths: number;
  /** Sum of squared numbers of rows of the entities. */
  row_squares: number;
  totals: Float64Array;
}

async function inMemory(sample: Sample, entity: TableColumn, amount: TableColumn | undefined): Promise<Sums> {
  const { codes, labels } = await sample.codes(entity);
  const values = amount ? await sample.numbers(amount) : codes.map(() => 1);
  const sums = { n: 0, nonzero: 0, total: 0, squares: 0, fourths: 0 };
  const totals = new Float64Array(labels.length);
  const counts = new Float64Array(labels.length);
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? -1;
    const x = values[i] ?? Number.NaN;
    if (code < 0 || Number.isNaN(x)) continue;
    sums.n += 1;
    if (x !== 0) sums.nonzero += 1;
    sums.total += x;
    sums.squares += x * x;
    sums.fourths += x ** 4;
    totals[code] = (totals[code] ?? 0) + x;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const row_squares = counts.reduce((sum, count) => sum + count * count, 0);
  return { ...sums, row_squares, totals: totals.filter((_, code) => (counts[code] ?? 0) > 0) };
}

async function inSql(table: Table, entity: TableColumn, amount: TableColumn | undefined): Promise<Sums> {
  const x = amount ? `v${amount.index}` : "1.0";
  // Typed values group faster than text does, and for text the two are the same.
  const g = `v${entity.index}`;
  const rows = await table.query<{
    g: unknown;
    n: number;
    nonzero: number;
    s: number;
    squares: number;
    fourths: number;
  }>(
    `SELECT g, count(*) AS n, count(*) FILTER (WHERE x <> 0) AS nonzero, sum(x) AS s, sum(x * x) AS squares, sum(x * x * x * x) AS fourths
     FROM (SELECT ${g} AS g, ${x} AS x FROM t) WHERE g IS NOT NULL AND x IS NOT NULL GROUP BY g ORDER BY g`,
  );
  const sums = { n: 0, nonzero: 0, total: 0, squares: 0, fourths: 0, row_squares: 0 };
  const totals: number[] = [];
  for (const row of rows) {
    if (typeof row.g === "string" && placeholders.includes(row.g.trim().toLowerCase())) continue;
    sums.n += Number(row.n);
    sums.row_squares += Number(row.n) ** 2;
    sums.nonzero += Number(row.nonzero);
    sums.total += Number(row.s);
    sums.squares += Number(row.squares);
    sums.fourths += Number(row.fourths);
    totals.push(Number(row.s));
  }
  return { ...sums, totals: Float64Array.from(totals) };
}

/** Inputs: `entity`, `amount` (none for rows). */
export async function concentrationTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { entity, amount } = z.object({ entity: z.string(), amount: z.string().optional() }).parse(inputs);
  return resultOf(
    await concentrate(table, table.column(entity), amount === undefined ? undefined : table.column(amount)),
  );
}

/** A concentration as evidence tells it. */
export const resultOf = (it: Concentration): TestResult => ({
  name: "herfindahl",
  statistic: it.index,
  p: it.p,
  n: it.n,
  results: { gini: it.gini, herfindahl_by_lot: it.expected, entities_count: it.totals.length },
});
