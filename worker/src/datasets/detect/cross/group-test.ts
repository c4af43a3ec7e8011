import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { correlationRatio } from "../statistics/correlation-ratio.ts";
import { kruskalOfFlags, kruskalWallis } from "../statistics/kruskal.ts";
import { hedgesG, type Moments, welchAnova } from "../statistics/welch.ts";
import type { TestResult } from "./exhibits.ts";
import { hitsOf } from "./hits.ts";
import { type Coded, type Sample, sampleOf } from "./sample.ts";

/** Groups smaller than this are left out of every comparison. */
export const least_group = 30;
/** Expected count below which chi-squared is not to be trusted. */
export const least_expected = 5;

/** What is compared: a column of numbers, the share of one value of any column, or the share of missing cells. */
export const Outcome = z.object({
  column: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  missing: z.literal(true).optional(),
});
export type Outcome = z.infer<typeof Outcome>;

const isNumber = (outcome: Outcome): boolean => outcome.value === undefined && !outcome.missing;

export interface Group extends Moments {
  label: string;
}

export interface GroupTest {
  n: number;
  h: number;
  /** The larger of the p-values on means (Welch) and on ranks (Kruskal-Wallis): both must see it. */
  p: number;
  /** Share of rank variance between groups, corrected for their number; 0 to 1. */
  epsilon_squared: number;
  eta_squared: number;
  hedges_g: number;
  /** From the largest mean to the smallest. */
  groups: Group[];
}

/** Numbers of an outcome for each row of a sample: the values, or 1 and 0 for having the value or another one. */
export async function outcomeValues(sample: Sample, outcome: Outcome): Promise<Float64Array> {
  const column = sample.table.column(outcome.column);
  if (outcome.missing) return sample.missing(column);
  if (outcome.value === undefined) return sample.numbers(column);
  const { codes, labels } = await sample.codes(column);
  const code = labels.indexOf(String(outcome.value));
  return codes.map((c) => (c < 0 ? Number.NaN : c === code ? 1 : 0));
}

/** Compares an outcome between the groups of a column that have at least 30 values; undefined when fewer than two have. */
export async function compareGroups(sample: Sample, outcome: Outcome, group: string): Promise<GroupTest | undefined> {
  const values = await outcomeValues(sample, outcome);
  const coded = await sample.codes(sample.table.column(group));
  const { codes, labels } = coded;
  const moments = (isNumber(outcome) ? momentsByGroup : sharesByGroup)(values, coded);
  const known = moments.reduce((sum, g) => sum + g.n, 0);
  const share = moments.reduce((sum, g) => sum + g.n * g.mean, 0) / Math.max(1, known);
  // Shares are tested by chi-squared, which needs about five expected in each cell.
  const rarer = isNumber(outcome) ? 1 : Math.min(share, 1 - share);
  const isLarge = (g: Group): boolean => g.n >= least_group && (isNumber(outcome) || g.n * rarer >= least_expected);
  const kept = new Set(moments.flatMap((g, i) => (isLarge(g) ? [i] : [])));
  if (kept.size < 2) return undefined;
  const groups = moments.filter(isLarge);
  const ranks = isNumber(outcome)
    ? kruskalWallis(
        values,
        kept.size === labels.length ? codes : codes.map((c) => (kept.has(c) ? c : -1)),
        labels.length,
      )
    : kruskalOfFlags(
        groups.map((g) => g.n),
        groups.map((g) => Math.round(g.n * g.mean)),
      );
  const spread = groups.every((g) => g.variance > 0);
  const means = isNumber(outcome) && spread ? welchAnova(groups).p : ranks.p;
  groups.sort((a, b) => b.mean - a.mean);
  const [first, last] = [groups[0], groups.at(-1)];
  return {
    n: ranks.n,
    h: ranks.h,
    p: Math.max(ranks.p, means),
    epsilon_squared: Math.max(0, (ranks.h - ranks.df) / (ranks.n - ranks.df - 1)),
    eta_squared: correlationRatio(groups).eta_squared,
    hedges_g: first && last ? hedgesG(first, last) : 0,
    groups,
  };
}

function momentsByGroup(values: Float64Array, { codes, labels }: Coded): Group[] {
  const sizes = new Float64Array(labels.length);
  const means = new Float64Array(labels.length);
  const squares = new Float64Array(labels.length);
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i] ?? Number.NaN;
    const code = codes[i] ?? -1;
    if (code < 0 || Number.isNaN(x)) continue;
    const n = (sizes[code] ?? 0) + 1;
    const before = means[code] ?? 0;
    const mean = before + (x - before) / n;
    sizes[code] = n;
    means[code] = mean;
    squares[code] = (squares[code] ?? 0) + (x - before) * (x - mean);
  }
  return labels.map((label, code) => {
    const n = sizes[code] ?? 0;
    return { label, n, mean: means[code] ?? 0, variance: n > 1 ? (squares[code] ?? 0) / (n - 1) : 0 };
  });
}

/** The same of values that are 0 or 1, which need only be counted. */
function sharesByGroup(values: Float64Array, coded: Coded): Group[] {
  const { codes, labels } = coded;
  const hit = hitsOf(values);
  const ones = new Float64Array(labels.length);
  for (const i of hit.rows) {
    const code = codes[i] ?? -1;
    if (code >= 0) ones[code] = (ones[code] ?? 0) + 1;
  }
  const sizes = hit.complete ? coded.sizes : sizesWhere(values, coded);
  return labels.map((label, code) => {
    const [n, hits] = [sizes[code] ?? 0, ones[code] ?? 0];
    const mean = n > 0 ? hits / n : 0;
    return { label, n, mean, variance: n > 1 ? (hits * (1 - mean)) / (n - 1) : 0 };
  });
}

/** Rows in each group, those left out whose outcome is unknown. */
function sizesWhere(outcome: Float64Array, { codes, sizes }: Coded): Float64Array {
  const known = new Float64Array(sizes.length);
  for (let i = 0; i < outcome.length; i += 1) {
    const code = codes[i] ?? -1;
    if (code >= 0 && !Number.isNaN(outcome[i])) known[code] = (known[code] ?? 0) + 1;
  }
  return known;
}

/** The comparison as evidence tells it. Inputs: `outcome`, `group`. */
export async function groupTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { outcome, group } = z.object({ outcome: Outcome, group: z.string() }).parse(inputs);
  const test = await compareGroups(sampleOf(table), outcome, group);
  return {
    name: isNumber(outcome) ? "kruskal_wallis" : "chi_squared",
    statistic: test?.h ?? 0,
    p: test?.p ?? null,
    n: test?.n ?? 0,
    results: {
      rank_variance_share: test?.epsilon_squared ?? 0,
      variance_share: test?.eta_squared ?? 0,
      hedges_g: test?.hedges_g ?? 0,
      groups: test?.groups.length ?? 0,
    },
  };
}
