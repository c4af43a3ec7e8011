import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { chiSquaredUpper } from "../statistics/tails.ts";
import type { TestResult } from "./exhibits.ts";
import { least_expected, least_group, Outcome, outcomeValues } from "./group-test.ts";
import { hitsOf } from "./hits.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { type Cut, cutOf } from "./thresholds.ts";

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
  const cut = cutOf(x);
  const { thresholds } = cut;
  const hit = hitsOf(y);
  const flagged = new Float64Array(thresholds.length + 1);
  for (const i of hit.rows) {
    const place = cut.above[i] ?? -1;
    if (place >= 0) flagged[place] = (flagged[place] ?? 0) + 1;
  }
  const sizes = hit.complete ? cut.sizes : sizesWhere(y, cut);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const all = flagged.reduce((sum, hits) => sum + hits, 0);
  let [above, hits] = [n, all];
  let best: FlagSplit | undefined;
  for (const [k, threshold] of thresholds.entries()) {
    above -= sizes[k] ?? 0;
    hits -= flagged[k] ?? 0;
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

/** Rows in each part of a cut, those left out whose outcome is unknown. */
function sizesWhere(outcome: Float64Array, { above, sizes }: Cut): Float64Array {
  const known = new Float64Array(sizes.length);
  for (let i = 0; i < outcome.length; i += 1) {
    const place = above[i] ?? -1;
    if (place >= 0 && !Number.isNaN(outcome[i])) known[place] = (known[place] ?? 0) + 1;
  }
  return known;
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
