import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { type CramersV, cramersV, crossCounts } from "../statistics/cramers-v.ts";
import type { TestResult } from "./exhibits.ts";
import { least_group } from "./group-test.ts";
import { type Sample, sampleOf } from "./sample.ts";

export interface CategoryTest extends CramersV {
  /** The pair of values that occurs most beyond what independence gives, by its part of chi-squared. */
  cell: { a: string; b: string };
}

/** Whether two categories depend on one another; values with fewer than 30 rows are left out. */
export async function compareCategories(sample: Sample, a: string, b: string): Promise<CategoryTest | undefined> {
  const [x, y] = [await sample.codes(sample.table.column(a)), await sample.codes(sample.table.column(b))];
  const counts = crossCounts(x.codes, y.codes, x.labels.length, y.labels.length);
  const rows = counts.map((row) => row.reduce((s, n) => s + n, 0));
  const columns = y.labels.map((_, j) => counts.reduce((s, row) => s + (row[j] ?? 0), 0));
  const kept = counts.map((row, i) =>
    (rows[i] ?? 0) < least_group ? row.map(() => 0) : row.map((n, j) => ((columns[j] ?? 0) < least_group ? 0 : n)),
  );
  const test = cramersV(kept);
  if (test.df === 0) return undefined;
  let best = { a: "", b: "", excess: 0 };
  kept.forEach((row, i) => {
    row.forEach((n, j) => {
      const expected = ((rows[i] ?? 0) * (columns[j] ?? 0)) / test.n;
      const excess = n > expected && expected > 0 ? (n - expected) ** 2 / expected : 0;
      if (excess > best.excess) best = { a: x.labels[i] ?? "", b: y.labels[j] ?? "", excess };
    });
  });
  return best.excess > 0 ? { ...test, cell: { a: best.a, b: best.b } } : undefined;
}

/** Inputs: `a`, `b`. */
export async function categoryTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { a, b } = z.object({ a: z.string(), b: z.string() }).parse(inputs);
  const test = await compareCategories(sampleOf(table), a, b);
  return {
    name: "cramers_v",
    statistic: test?.chi_squared ?? 0,
    p: test?.p ?? null,
    n: test?.n ?? 0,
    results: { cramers_v: test?.v ?? 0, least_expected: test?.least_expected ?? 0 },
  };
}
