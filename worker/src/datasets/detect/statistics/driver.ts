import { told } from "./distributions.ts";
import { momentsOf, welchT } from "./welch.ts";

export interface Driver {
  /** Index of the category that changed apart from the others, and most in their direction. */
  category: number;
  /** Totals, of all and of the category. */
  before: number;
  after: number;
  part_before: number;
  part_after: number;
  t: number;
  df: number;
  /** Times the number of categories. */
  p: number;
  n: number;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * The category behind a change of a total, from values by category and piece of time before and after. For each category the
 * pieces' deviation from its old share of the total is compared before and after (Welch): a change that all categories share
 * in proportion has no driver, and what moves all of them at once (a season) cancels. Of the categories that move apart with
 * the total, the one with the largest part of the change. Undefined with fewer than two categories or five pieces.
 */
export function driver(
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): Driver | undefined {
  const [n1, n2] = [before[0]?.length ?? 0, after[0]?.length ?? 0];
  if (before.length < 2 || n1 < 5 || n2 < 5) return undefined;
  const totals = (side: readonly (readonly number[])[], n: number): number[] =>
    Array.from({ length: n }, (_, k) => sum(side.map((line) => line[k] ?? 0)));
  const [all1, all2] = [totals(before, n1), totals(after, n2)];
  const [total1, total2] = [sum(all1), sum(all2)];
  if (!(total1 > 0) || total1 === total2) return undefined;
  let best: Driver | undefined;
  for (const [category, line] of before.entries()) {
    const later = after[category] ?? [];
    const share = sum(line) / total1;
    const apart = (values: readonly number[], all: readonly number[]): number[] =>
      values.map((value, k) => value - share * (all[k] ?? 0));
    const { t, df, p } = welchT(momentsOf(apart(later, all2)), momentsOf(apart(line, all1)));
    const part = sum(later) - sum(line);
    if (Math.sign(t) !== Math.sign(total2 - total1)) continue;
    const found = {
      category,
      before: total1,
      after: total2,
      part_before: sum(line),
      part_after: sum(later),
      t,
      df,
      p: Math.min(1, told(p) * before.length),
      n: n1 + n2,
    };
    const current = best ? Math.abs(best.part_after - best.part_before) : -1;
    const clearer = !best || found.p < 0.01 === best.p < 0.01 ? Math.abs(part) > current : found.p < best.p;
    if (clearer) best = found;
  }
  return best;
}
