import { AggregateQuery, Grain } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { addPeriods, iso, periodsBetween, time } from "../statistics/periods.ts";
import { aggregateExpression, categoryExpression, temporalExpression } from "../statistics/query.ts";
import { sqlBetween } from "./axis.ts";
import type { Pair } from "./driver-pairs.ts";
import type { Measure } from "./measures.ts";

/** What the test of a driver starts from. */
export const DriverInputs = z.object({
  query: AggregateQuery,
  column: z.string(),
  group: z.string(),
  grain: Grain,
  from: z.string(),
  middle: z.string(),
  start: z.string(),
  to: z.string(),
});
export type DriverInputs = z.infer<typeof DriverInputs>;

/** A measure by category (rows of the matrices) and piece of time (columns), before and after. */
export interface Block {
  measure: Measure;
  categories: string[];
  before: number[][];
  after: number[][];
  inputs: DriverInputs;
}

type Matrices = Pick<Block, "categories" | "before" | "after">;

/** Reads the measures of two stretches of time by category, in one query. */
export async function readBlocks(
  table: Table,
  column: string,
  group: string,
  pair: Pair,
  measures: readonly Measure[],
): Promise<Block[]> {
  if (measures.length === 0) return [];
  const queries = measures.map((m) => ({ ...m.query, filter: [] }));
  const inputs = {
    column,
    group,
    grain: pair.grain,
    from: iso(pair.from),
    middle: iso(pair.middle),
    start: iso(pair.start),
    to: iso(pair.to),
  };
  const matrices = await read(table, inputs, queries);
  return measures.flatMap((measure, i) => {
    const query = queries[i];
    const matrix = matrices[i];
    return matrix && query ? [{ measure, ...matrix, inputs: { ...inputs, query } }] : [];
  });
}

/** The same for one measure, from what its test says. */
export async function readBlock(table: Table, inputs: DriverInputs): Promise<Matrices> {
  const [matrices] = await read(table, inputs, [inputs.query]);
  return matrices ?? { categories: [], before: [], after: [] };
}

async function read(
  table: Table,
  inputs: Omit<DriverInputs, "query">,
  queries: readonly AggregateQuery[],
): Promise<Matrices[]> {
  const at = temporalExpression(table.column(inputs.column));
  const values = queries.map((query, i) => `${aggregateExpression(query, table)} AS a${i}`);
  const [from, middle, start, to] = [inputs.from, inputs.middle, inputs.start, inputs.to].map(time);
  if (from === undefined || middle === undefined || start === undefined || to === undefined) return [];
  const rows = await table.query(
    `SELECT ${categoryExpression(table.column(inputs.group))} AS g, epoch_ms(date_trunc('${inputs.grain}', ${at})) AS k, ${values.join(", ")}
     FROM t WHERE (${sqlBetween(at, from, middle)}) OR (${sqlBetween(at, start, to)}) GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const categories = [...new Set(rows.flatMap((row) => (typeof row.g === "string" ? [row.g] : [])))];
  const index = new Map(categories.map((name, i) => [name, i]));
  // A piece that straddles both stretches, as a week may, belongs to neither: pieces must lie inside.
  const pieces = (a: number, b: number): Map<number, number> =>
    new Map(
      periodsBetween(a, b, inputs.grain)
        .filter((p) => p >= a && addPeriods(p, inputs.grain, 1) <= b)
        .map((p, i) => [p, i]),
    );
  const [first, second] = [pieces(from, middle), pieces(start, to)];
  return queries.map((_, i) => {
    const grid = (size: number): number[][] => categories.map(() => new Array<number>(size).fill(0));
    const [before, after] = [grid(first.size), grid(second.size)];
    for (const row of rows) {
      const c = typeof row.g === "string" ? index.get(row.g) : undefined;
      const k = Number(row.k);
      const target = first.has(k) ? before : second.has(k) ? after : undefined;
      const cell = first.get(k) ?? second.get(k);
      const line = c === undefined ? undefined : target?.[c];
      if (line && cell !== undefined) line[cell] = Number(row[`a${i}`] ?? 0);
    }
    return { categories, before, after };
  });
}
