import { z } from "zod";
import { quote, type Table, type TableColumn } from "../../table/table.ts";
import { gini } from "../statistics/gini.ts";
import { type Herfindahl, herfindahl } from "../statistics/herfindahl.ts";
import { categoryExpression } from "../statistics/query.ts";
import type { TestResult } from "./exhibits.ts";
import { placeholders } from "./placeholders.ts";
import { type Sample, sampleOf } from "./sample.ts";

export interface Concentration extends Herfindahl {
  /** Rows with an entity (and an amount). */
  n: number;
  /** Those whose amount is not zero. */
  nonzero: number;
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
  return { ...test, n: it.n, nonzero: it.nonzero, gini: gini(it.totals), totals: it.totals };
}

interface Sums {
  n: number;
  nonzero: number;
  total: number;
  squares: number;
  fourths: number;
  totals: Float64Array;
}

async function inMemory(sample: Sample, entity: TableColumn, amount: TableColumn | undefined): Promise<Sums> {
  const { codes, labels } = await sample.codes(entity);
  const values = amount ? await sample.numbers(amount) : codes.map(() => 1);
  const sums = { n: 0, nonzero: 0, total: 0, squares: 0, fourths: 0 };
  const totals = new Float64Array(labels.length);
  const seen = new Uint8Array(labels.length);
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
    seen[code] = 1;
  }
  return { ...sums, totals: totals.filter((_, code) => seen[code] === 1) };
}

async function inSql(table: Table, entity: TableColumn, amount: TableColumn | undefined): Promise<Sums> {
  const x = amount ? `v${amount.index}` : "1.0";
  const rows = `SELECT ${categoryExpression(entity)} AS g, ${x} AS x FROM t`;
  const known = `g IS NOT NULL AND x IS NOT NULL AND lower(g) NOT IN (${placeholders.map(quote).join(", ")})`;
  const totals = await table.numbers(`SELECT sum(x) AS s FROM (${rows}) WHERE ${known} GROUP BY g ORDER BY s DESC`);
  const [row] = await table.query<Record<string, number>>(
    `SELECT count(*) AS n, count(*) FILTER (WHERE x <> 0) AS nonzero, sum(x) AS total, sum(x * x) AS squares, sum(x * x * x * x) AS fourths
     FROM (${rows}) WHERE ${known}`,
  );
  const number = (key: string): number => Number(row?.[key] ?? 0);
  return {
    n: number("n"),
    nonzero: number("nonzero"),
    total: number("total"),
    squares: number("squares"),
    fourths: number("fourths"),
    totals,
  };
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
