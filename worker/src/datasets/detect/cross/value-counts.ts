import type { Table } from "../../table/table.ts";
import type { Column } from "./column.ts";

/** Values of a text column are listed up to this many. */
export const most_values = 5000;

export interface ValueCount {
  value: string;
  count: number;
}

const known = new WeakMap<Table, Map<number, Promise<ValueCount[]>>>();

/** The values of a text column with their numbers of rows, the most frequent first, at most 5,000; read at most once. */
export async function valueCounts(table: Table, column: Column): Promise<readonly ValueCount[]> {
  const texts = table.summaries[column.index]?.texts;
  if (texts) return texts;
  const counts = known.get(table) ?? new Map<number, Promise<ValueCount[]>>();
  known.set(table, counts);
  let found = counts.get(column.index);
  if (!found) {
    found = read(table, column);
    counts.set(column.index, found);
  }
  return found;
}

async function read(table: Table, column: Column): Promise<ValueCount[]> {
  const v = `v${column.index}`;
  const rows = await table.query<{ g: string; n: number }>(
    `SELECT ${v} AS g, count(*) AS n FROM t WHERE ${v} IS NOT NULL GROUP BY 1 ORDER BY n DESC, g LIMIT ${most_values}`,
  );
  return rows.map(({ g, n }) => ({ value: g, count: Number(n) }));
}
