import { recomputeTest, type TestNumbers } from "../detect/recompute-test.ts";
import type { Table } from "../table/table.ts";
import { told } from "./recompute-series.ts";
import { different, type Recomputed, relative, same, tolerance } from "./recomputed.ts";

type Test = Parameters<typeof recomputeTest>[1];

/** Runs a statistical test again and compares every number of it that prose may use. */
export async function recomputeStatistics(table: Table, evidence: Test): Promise<Recomputed> {
  try {
    const again = await recomputeTest(table, evidence);
    return again === undefined
      ? different(evidence, `nobody can compute ${evidence.name} again`)
      : compare(evidence, again);
  } catch (error) {
    return different(evidence, told(error));
  }
}

function compare(evidence: Test, again: TestNumbers): Recomputed {
  const pairs: [string, number, number | undefined][] = [
    ["statistic", evidence.statistic, again.statistic],
    ["n", evidence.n, again.n],
    ...Object.entries(evidence.results).map(([name, value]): [string, number, number | undefined] => [
      name,
      value,
      again.results[name],
    ]),
  ];
  if (evidence.p !== null) pairs.push(["p", evidence.p, again.p ?? undefined]);
  let worst = 0;
  for (const [name, claimed, got] of pairs) {
    if (got === undefined) return different(evidence, `${name} cannot be computed again`);
    // p-values and shares of variance near zero carry the rounding error of numbers near one.
    const off = Math.abs(claimed - got) < 1e-12 ? 0 : relative(claimed, got);
    worst = Math.max(worst, off);
    if (!(off <= tolerance)) return different(evidence, `${name} is ${got}, not ${claimed}`, off);
  }
  // An adjusted p-value comes from all tests of the file; alone, it can only be checked not to be below the raw one.
  const adjusted =
    evidence.p_adjusted !== null && evidence.p !== null && evidence.p_adjusted < evidence.p * (1 - tolerance);
  return adjusted ? different(evidence, "the adjusted p-value is below the raw one") : same(evidence, worst);
}
