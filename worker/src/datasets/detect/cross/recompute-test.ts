import type { Evidence } from "@plumbline/contracts";
import type { Table } from "../../table/table.ts";
import { categoryTest } from "./category-test.ts";
import { concentrationTest } from "./concentration-test.ts";
import type { TestResult } from "./exhibits.ts";
import { tailGapTest } from "./extremes.ts";
import { splitFlagTest } from "./flag-split-test.ts";
import { groupTest } from "./group-test.ts";
import { dayMonthTest } from "./inconsistent/day-month-order.ts";
import { unitTest } from "./inconsistent/mixed-units.ts";
import { placeholderTest } from "./inconsistent/placeholder-words.ts";
import { totalTest } from "./inconsistent/totals.ts";
import { pairTest, shapeTest } from "./pair-test.ts";
import { losingGroupsTest, splitBySignTest } from "./sign-flip-test.ts";
import { simpsonTest } from "./simpson-test.ts";

type TestEvidence = Extract<Evidence, { kind: "test" }>;
type CrossTest = (table: Table, inputs: unknown) => Promise<TestResult>;

/** Every test made across columns, by the name its evidence bears. */
const tests: Record<string, CrossTest> = {
  tail_gap: tailGapTest,
  kruskal_wallis: groupTest,
  chi_squared: groupTest,
  split_by_sign: splitBySignTest,
  losing_groups: losingGroupsTest,
  flag_split: splitFlagTest,
  spearman: pairTest,
  shape: shapeTest,
  cramers_v: categoryTest,
  herfindahl: concentrationTest,
  simpson: simpsonTest,
  placeholder_words: placeholderTest,
  units: unitTest,
  day_month: dayMonthTest,
  totals: totalTest,
};

/** Makes a test of this folder again from the table and the evidence's inputs; undefined when the test is not one of them. */
export async function recomputeCrossTest(
  table: Table,
  evidence: TestEvidence,
): Promise<Pick<TestEvidence, "statistic" | "p" | "n" | "results"> | undefined> {
  const test = Object.hasOwn(tests, evidence.name) ? tests[evidence.name] : undefined;
  return test?.(table, evidence.inputs);
}
