import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { type Correlation, complete, pearson, spearmanOfRanks } from "../statistics/correlation.ts";
import { kruskalOfRanks } from "../statistics/kruskal.ts";
import { ranksAmong } from "../statistics/ranks.ts";
import type { TestResult } from "./exhibits.ts";
import { PairSample, type Ranked } from "./pair-sample.ts";
import { sampleOf } from "./sample.ts";

export interface PairTest {
  spearman: Correlation;
  pearson: Correlation;
  /** Share of y's rank variance between ten equal parts of x, corrected: also sees what rises and falls again. */
  shape: { epsilon_squared: number; p: number };
}

/** How two columns of numbers go together, in three ways. Undefined with fewer than 30 pairs or nothing that varies. */
export function comparePair(x: Ranked, y: Ranked): PairTest | undefined {
  const [a, b] = x.whole && y.whole ? [x.values, y.values] : complete(x.values, y.values);
  if (a.length < 30) return undefined;
  const both = (i: number): boolean => !Number.isNaN(x.values[i]) && !Number.isNaN(y.values[i]);
  const rx = x.whole && y.whole ? x.whole : ranksAmong(x.values, both);
  const ry = x.whole && y.whole ? y.whole : ranksAmong(y.values, both);
  const n = a.length;
  const parts = n >= 300 ? 10 : 5;
  const codes = rx.ranks.map((rank) => Math.min(parts - 1, Math.floor(((rank - 0.5) * parts) / n)));
  const kruskal = kruskalOfRanks(ry.ranks, ry.ties, codes, parts);
  const corrected = kruskal.df > 0 ? Math.max(0, (kruskal.h - kruskal.df) / (n - kruskal.df - 1)) : 0;
  return {
    spearman: spearmanOfRanks(rx.ranks, ry.ranks),
    pearson: pearson(a, b),
    shape: { epsilon_squared: corrected, p: kruskal.p },
  };
}

/** Inputs: `x`, `y`. */
export async function pairTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { x, y } = z.object({ x: z.string(), y: z.string() }).parse(inputs);
  const pairs = new PairSample(sampleOf(table));
  const test = comparePair(await pairs.ranked(table.column(x)), await pairs.ranked(table.column(y)));
  return {
    name: "spearman",
    statistic: test?.spearman.r ?? 0,
    p: test?.spearman.p ?? null,
    n: test?.spearman.n ?? 0,
    results: {
      rho: test?.spearman.r ?? 0,
      rho_low: test?.spearman.low ?? 0,
      rho_high: test?.spearman.high ?? 0,
      pearson: test?.pearson.r ?? 0,
      pearson_low: test?.pearson.low ?? 0,
      pearson_high: test?.pearson.high ?? 0,
      confidence_share: 0.95,
      shape_rank_variance_share: test?.shape.epsilon_squared ?? 0,
    },
  };
}

/** The same columns, tested for a shape that is not a straight rise or fall. Inputs: `x`, `y`. */
export async function shapeTest(table: Table, inputs: unknown): Promise<TestResult> {
  const test = await pairTest(table, inputs);
  const { x, y } = z.object({ x: z.string(), y: z.string() }).parse(inputs);
  const pairs = new PairSample(sampleOf(table));
  const shape = comparePair(await pairs.ranked(table.column(x)), await pairs.ranked(table.column(y)))?.shape;
  return { ...test, name: "shape", statistic: shape?.epsilon_squared ?? 0, p: shape?.p ?? null };
}
