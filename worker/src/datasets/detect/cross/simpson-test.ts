import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { studentTwoSided } from "../statistics/tails.ts";
import type { TestResult } from "./exhibits.ts";
import { least_group } from "./group-test.ts";
import { thin } from "./pair-sample.ts";
import { type Sample, sampleOf } from "./sample.ts";

export interface Reversal {
  n: number;
  /** Correlation over all rows, and pooled within the groups. */
  overall: number;
  within: number;
  /** The larger of both p-values: each must differ from zero. */
  p: number;
  groups: number;
  /** Groups whose own correlation has the sign of the pooled one. */
  agreeing: number;
}

/** Compares the correlation of two columns over all rows with the one within the groups of a third (at least 30 rows each). */
export async function findReversal(sample: Sample, x: string, y: string, group: string): Promise<Reversal | undefined> {
  const a = thin(await sample.numbers(sample.table.column(x)));
  const b = thin(await sample.numbers(sample.table.column(y)));
  const coded = await sample.codes(sample.table.column(group));
  return reversalOf(a, b, thin(coded.codes), coded.labels.length);
}

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

function reversalOf(x: Float64Array, y: Float64Array, codes: Float64Array, k: number): Reversal | undefined {
  const [mx, my] = [meanOf(x), meanOf(y)];
  const sums = Array.from({ length: k }, (): Sums => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 }));
  for (let i = 0; i < x.length; i += 1) {
    const u = (x[i] ?? Number.NaN) - mx;
    const v = (y[i] ?? Number.NaN) - my;
    const s = sums[codes[i] ?? -1];
    if (!s || Number.isNaN(u) || Number.isNaN(v)) continue;
    s.n += 1;
    s.x += u;
    s.y += v;
    s.xx += u * u;
    s.yy += v * v;
    s.xy += u * v;
  }
  const kept = sums.filter((s) => s.n >= least_group);
  if (kept.length < 2) return undefined;
  const all = kept.reduce((t, s) => ({
    n: t.n + s.n,
    x: t.x + s.x,
    y: t.y + s.y,
    xx: t.xx + s.xx,
    yy: t.yy + s.yy,
    xy: t.xy + s.xy,
  }));
  const centred = kept.map(centre);
  const pooled = centred.reduce((t, c) => ({ xx: t.xx + c.xx, yy: t.yy + c.yy, xy: t.xy + c.xy }));
  const total = centre(all);
  const overall = total.xy / Math.sqrt(total.xx * total.yy);
  const within = pooled.xy / Math.sqrt(pooled.xx * pooled.yy);
  if (!Number.isFinite(overall) || !Number.isFinite(within)) return undefined;
  const p = Math.max(pOf(overall, all.n - 2), pOf(within, all.n - kept.length - 1));
  const agreeing = centred.filter((c) => Math.sign(c.xy) === Math.sign(within)).length;
  return { n: all.n, overall, within, p, groups: kept.length, agreeing };
}

const centre = (s: Sums): { xx: number; yy: number; xy: number } => ({
  xx: s.xx - (s.x * s.x) / s.n,
  yy: s.yy - (s.y * s.y) / s.n,
  xy: s.xy - (s.x * s.y) / s.n,
});

const pOf = (r: number, df: number): number => studentTwoSided(r * Math.sqrt(df / Math.max(1e-300, 1 - r * r)), df);

function meanOf(values: Float64Array): number {
  let n = 0;
  let sum = 0;
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    n += 1;
    sum += x;
  }
  return sum / Math.max(1, n);
}

/** Inputs: `x`, `y`, `group`. */
export async function simpsonTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { x, y, group } = z.object({ x: z.string(), y: z.string(), group: z.string() }).parse(inputs);
  const it = await findReversal(sampleOf(table), x, y, group);
  const results = {
    r_overall: it?.overall ?? 0,
    r_within: it?.within ?? 0,
    groups: it?.groups ?? 0,
    agreeing_groups: it?.agreeing ?? 0,
  };
  return { name: "simpson", statistic: it?.within ?? 0, p: it?.p ?? null, n: it?.n ?? 0, results };
}
