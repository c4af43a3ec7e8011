import type { Evidence, Unit } from "@plumbline/contracts";
import { words } from "../../lib/format.ts";

type Test = Extract<Evidence, { kind: "test" }>;

const names: Record<string, string> = {
  spearman: "Spearman rank correlation",
  shape: "Rank correlation ratio (shape of the relation)",
  kruskal_wallis: "Kruskal-Wallis test",
  chi_squared: "Chi-squared test",
  cramers_v: "Chi-squared test, Cramér's V",
  welch: "Welch's t test",
  mann_kendall: "Mann-Kendall test, Theil-Sen slope",
  herfindahl: "Herfindahl index against chance",
  benjamini_hochberg: "Benjamini-Hochberg over all tests",
};

/** The name of a test as a statistician says it; unknown ones come as they are. */
export const testName = (test: Pick<Test, "name">): string => names[test.name] ?? words(test.name);

const resultNames: Record<string, string> = {
  rho: "Rank correlation",
  rho_low: "Rank correlation, lower bound",
  rho_high: "Rank correlation, upper bound",
  pearson: "Pearson correlation",
  pearson_low: "Pearson correlation, lower bound",
  pearson_high: "Pearson correlation, upper bound",
  confidence_share: "Confidence of the interval",
  hedges_g: "Effect size (Hedges' g)",
  cramers_v: "Cramér's V",
  gini: "Gini coefficient",
  phi: "Phi coefficient",
  slope: "Slope",
};

/** A named number of a test in words: `rank_variance_share` -> "Rank variance share". */
export const resultName = (name: string): string => resultNames[name] ?? words(name);

/** How a named number of a test is read. */
export function resultUnit(name: string): Unit {
  if (name.endsWith("_share")) return { kind: "share" };
  if (name.endsWith("_count") || name === "groups" || name === "n_tests") return { kind: "count" };
  return { kind: "number" };
}

/** A p-value as papers print it: three significant digits, "< 0.001" below. */
export function formatP(p: number): string {
  if (p < 0.001) return "< 0.001";
  return p.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
