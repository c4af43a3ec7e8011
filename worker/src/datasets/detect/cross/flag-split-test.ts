import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { chiSquaredUpper } from "../statistics/tails.ts";
import type { TestResult } from "./exhibits.ts";
import { least_expected, least_group, Outcome, outcomeValues } from "./group-test.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { thresholdsOf } from "./thresholds.ts";

/** A threshold of a number that separates the rows with a flag from those without. */
export interface FlagSplit {
  threshold: number;
  /** Shares of the flag above the threshold and at or below it. */
  above: number;
  below: number;
  n: number;
  chi_squared: number;
  /** Correlation of the two halves with the flag, 0 to 1. */
  phi: number;
  /** Corrected for the thresholds tried. */
  p: number;
}

/** The threshold of `driver` that separates a flag best: the largest chi-squared with at least 30 rows on each side. */
export async function splitFlag(sample: Sample, outcome: Outcome, driver: string): Promise<FlagSplit | undefined> {
  const y = await outcomeValues(sample, outcome);
  const x = await sample.numbers(sample.table.column(driver));
  const thresholds = thresholdsOf(x);
  let best: FlagSplit | undefined;
  for (const threshold of thresholds) {
    let [above, hits, n, all] = [0, 0, 0, 0];
    for (let i = 0; i < y.length; i += 1) {
      const flag = y[i] ?? Number.NaN;
      const at = x[i] ?? Number.NaN;
      if (Number.isNaN(flag) || Number.isNaN(at)) continue;
      n += 1;
      all += flag;
      if (at > threshold) {
        above += 1;
        hits += flag;
      }
    }
    const below = n - above;
    if (above < least_group || below < least_group || all === 0 || all === n) continue;
    if ((Math.min(above, below) * Math.min(all, n - all)) / n < least_expected) continue;
    const determinant = hits * (below - (all - hits)) - (above - hits) * (all - hits);
    const chi = (n * determinant * determinant) / (above * below * all * (n - all));
    if (best && chi <= best.chi_squared) continue;
    const p = Math.min(1, chiSquaredUpper(chi, 1) * thresholds.length);
    best = {
      threshold,
      above: hits / above,
      below: (all - hits) / below,
      n,
      chi_squared: chi,
      phi: Math.sqrt(chi / n),
      p,
    };
  }
  return best;
}

/** Inputs: `outcome`, `driver`. */
export async function splitFlagTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { outcome, driver } = z.object({ outcome: Outcome, driver: z.string() }).parse(inputs);
  const split = await splitFlag(sampleOf(table), outcome, driver);
  const results = {
    threshold: split?.threshold ?? 0,
    phi: split?.phi ?? 0,
    above: split?.above ?? 0,
    below: split?.below ?? 0,
  };
  return { name: "flag_split", statistic: split?.chi_squared ?? 0, p: split?.p ?? null, n: split?.n ?? 0, results };
}
