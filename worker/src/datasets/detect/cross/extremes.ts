import { z } from "zod";
import type { Table, TableColumn } from "../../table/table.ts";
import { tail_reference, tailGap } from "../statistics/tail-gap.ts";
import type { TestResult } from "./exhibits.ts";

/** Isolated values at one end of a column. */
export interface ExtremeSide {
  side: "high" | "low";
  scale: "linear" | "log";
  count: number;
  /** The isolated value nearest to the rest, as it stands in the column. */
  nearest: number;
  /** Distances from the median of the nearest isolated value and of the last one that is not. */
  outer: number;
  inner: number;
  statistic: number;
  p: number;
}

export interface Extremes {
  n: number;
  /** Of the clearest side, corrected for looking at two. */
  p: number;
  sides: ExtremeSide[];
}

/**
 * Both ends of a column tested for a gap. Distances are from the median; at the low end of a column that is positive and
 * skewed they are ratios, since there a value near zero is as far as a huge one.
 */
export async function extremesOf(table: Table, column: TableColumn): Promise<Extremes> {
  const v = `v${column.index}`;
  const numbers = table.summaries[column.index]?.numbers;
  if (!numbers || numbers.count < 30) return { n: numbers?.count ?? 0, p: 1, sides: [] };
  const { count: n, min, median, q25, q75 } = numbers;
  const most = Math.min(200, Math.max(3, Math.floor(n / 100)));
  const skewed = min > 0 && q75 - median > 1.5 * (median - q25);
  const sides: ExtremeSide[] = [];
  for (const side of ["high", "low"] as const) {
    const high = side === "high";
    const scale = skewed && !high ? "log" : "linear";
    const values = await table.numbers(
      `SELECT ${v} AS x FROM t WHERE ${v} ${high ? ">" : "<"} ${median} ORDER BY ${v} ${high ? "DESC" : "ASC"} LIMIT ${most + tail_reference + 1}`,
    );
    const distances = values.map((x) => (scale === "log" ? median / x : Math.abs(x - median)));
    // Half of the rows lie on each side; ties with the median leave fewer, which only shortens the reference.
    const gap = tailGap(distances, most, Math.max(values.length, Math.floor(n / 2)));
    if (gap) sides.push({ side, scale, ...gap, nearest: values[gap.count - 1] ?? 0 });
  }
  sides.sort((a, b) => a.p - b.p);
  return { n, p: Math.min(1, 2 * (sides[0]?.p ?? 1)), sides };
}

/** The test of a column's ends as evidence tells it. Inputs: `column`. */
export async function tailGapTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { column } = z.object({ column: z.string() }).parse(inputs);
  const { n, p, sides } = await extremesOf(table, table.column(column));
  const first = sides[0];
  return { name: "tail_gap", statistic: first?.statistic ?? 0, p, n, results: { count: first?.count ?? 0 } };
}
