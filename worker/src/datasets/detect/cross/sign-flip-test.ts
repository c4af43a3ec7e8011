import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { type Moments, momentsOf, oneSampleT, welchT } from "../statistics/welch.ts";
import type { TestResult } from "./exhibits.ts";
import { least_group } from "./group-test.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { cutOf } from "./thresholds.ts";

/** A part of the rows whose total is negative while the rest's is positive. */
export interface Split {
  threshold: number;
  side: "above" | "at_most";
  /** Corrected for the thresholds and sides tried. */
  p: number;
  t: number;
  loss: Moments;
  rest: Moments;
}

/**
 * The threshold of `driver` that sets apart the most negative total of `outcome`. Both the part's mean below zero and its
 * difference from the rest are tested, and the p-value is the larger one times the number of splits tried.
 */
export async function splitBySign(sample: Sample, outcome: string, driver: string): Promise<Split | undefined> {
  const y = await sample.numbers(sample.table.column(outcome));
  const x = await sample.numbers(sample.table.column(driver));
  const { thresholds } = cutOf(x);
  let best: Split | undefined;
  for (const threshold of thresholds) {
    const above: number[] = [];
    const below: number[] = [];
    for (let i = 0; i < y.length; i += 1) {
      const value = y[i] ?? Number.NaN;
      const at = x[i] ?? Number.NaN;
      if (Number.isNaN(value) || Number.isNaN(at)) continue;
      if (at > threshold) above.push(value);
      else below.push(value);
    }
    const [high, low] = [momentsOf(above), momentsOf(below)];
    for (const [side, loss, rest] of [
      ["above", high, low],
      ["at_most", low, high],
    ] as const) {
      if (loss.n < least_group || rest.n < least_group || loss.mean >= 0 || rest.mean <= 0) continue;
      if (best && best.loss.mean * best.loss.n <= loss.mean * loss.n) continue;
      const own = oneSampleT(loss);
      const p = Math.min(1, Math.max(own.p, welchT(loss, rest).p) * 2 * thresholds.length);
      best = { threshold, side, p, t: own.t, loss, rest };
    }
  }
  return best;
}

/** Groups of a column whose totals are negative, the worst first; `p` is corrected for the number of groups. */
export async function losingGroups(
  sample: Sample,
  outcome: string,
  group: string,
): Promise<{ p: number; t: number; groups: { label: string; p: number; loss: Moments }[]; tried: number }> {
  const y = await sample.numbers(sample.table.column(outcome));
  const { codes, labels } = await sample.codes(sample.table.column(group));
  const values = labels.map((): number[] => []);
  for (let i = 0; i < y.length; i += 1) {
    const x = y[i] ?? Number.NaN;
    if (!Number.isNaN(x)) values[codes[i] ?? -1]?.push(x);
  }
  const moments = values
    .map((list, i) => ({ label: labels[i] ?? "", loss: momentsOf(list) }))
    .filter((g) => g.loss.n >= least_group);
  const tested = moments.map((g) => ({ ...g, ...oneSampleT(g.loss) }));
  const losing = tested
    .filter((g) => g.loss.mean < 0)
    .map((g) => ({ label: g.label, loss: g.loss, t: g.t, alone: g.p, p: Math.min(1, g.p * tested.length) }))
    .sort((a, b) => a.p - b.p);
  const total = (g: { loss: Moments }): number => g.loss.mean * g.loss.n;
  const sure = losing.filter((g) => g.p < 0.01);
  // Beside the sure ones stand those that lose at least as much and are likely to: else the list would look arbitrary.
  const least = Math.max(...sure.map(total));
  const groups = losing
    .filter((g) => g.p < 0.01 || (total(g) <= least && g.alone < 0.05))
    .sort((a, b) => total(a) - total(b));
  return { p: losing[0]?.p ?? 1, t: losing[0]?.t ?? 0, groups, tried: tested.length };
}

/** Inputs: `outcome`, `driver`. */
export async function splitBySignTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { outcome, driver } = z.object({ outcome: z.string(), driver: z.string() }).parse(inputs);
  const split = await splitBySign(sampleOf(table), outcome, driver);
  const n = split ? split.loss.n + split.rest.n : 0;
  const results = {
    threshold: split?.threshold ?? 0,
    loss_mean: split?.loss.mean ?? 0,
    rest_mean: split?.rest.mean ?? 0,
  };
  return { name: "split_by_sign", statistic: split?.t ?? 0, p: split?.p ?? null, n, results };
}

/** Inputs: `outcome`, `group`. */
export async function losingGroupsTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { outcome, group } = z.object({ outcome: z.string(), group: z.string() }).parse(inputs);
  const { p, t, groups, tried } = await losingGroups(sampleOf(table), outcome, group);
  const n = groups.reduce((sum, g) => sum + g.loss.n, 0);
  return { name: "losing_groups", statistic: t, p, n, results: { losing: groups.length, groups: tried } };
}
