import { describe, expect, it } from "vitest";
import { mannKendall } from "./mann-kendall.ts";
import { nile } from "./published-series.fixture.ts";
import { Random } from "./random.fixture.ts";

const noise = (n: number, seed: number, phi = 0): number[] => {
  const random = new Random(seed);
  let last = 0;
  return Array.from({ length: n }, () => {
    last = phi * last + random.normal();
    return last;
  });
};

const share = (count: number, make: (seed: number) => number[]): number =>
  Array.from({ length: count }, (_, seed) => mannKendall(make(seed + 1)).p).filter((p) => p < 0.05).length / count;

describe("mannKendall", () => {
  it("has Kendall's S, the median of all slopes, and tau-b of values with ties", () => {
    const found = mannKendall([1, 3, 2, 2, 5]);
    // Pairs: 13+ 12+ 12+ 15+ 32- 32- 35+ 22= 25+ 25+
    expect(found.s).toBe(5);
    expect(found.tau).toBeCloseTo(5 / Math.sqrt(10 * 9), 12);
    // Slopes: 2, 1/2, 1/3, 1, -1, -1/2, 2/3, 0, 3/2, 3
    expect(found.slope).toBeCloseTo((0.5 + 2 / 3) / 2, 12);
  });

  it("corrects the variance of S for ties as Kendall (1975) does", () => {
    const values = [1, 3, 2, 2, 5, 5, 5, 8];
    // (8 x 7 x 21 - 2 x 1 x 9 - 3 x 2 x 11) / 18
    const variance = (1176 - 18 - 66) / 18;
    const { s, z, inflation } = mannKendall(values);
    expect(z).toBeCloseTo((s - 1) / Math.sqrt(variance * inflation), 12);
  });

  it("skips periods without a value and still counts their time", () => {
    expect(mannKendall([0, Number.NaN, 4, 6, Number.NaN, 10]).slope).toBe(2);
  });

  it("is within 0.02 of the exact permutation p-value of eight values", () => {
    const values = [3, 1, 4, 2, 6, 5, 8, 7];
    const { s, p, inflation } = mannKendall(values);
    expect(inflation).toBe(1);
    const all = permutations([1, 2, 3, 4, 5, 6, 7, 8]).map((order) => Math.abs(scoreOf(order)));
    const exact = all.filter((value) => value >= Math.abs(s)).length / all.length;
    expect(Math.abs(p - exact)).toBeLessThan(0.02);
  });

  it("sees the Nile fall", () => {
    const found = mannKendall(nile);
    expect(found.slope).toBeCloseTo(-2.7, 0);
    expect(found.p).toBeLessThan(0.01);
  });

  it("sees steady growth that is far from a straight line", () => {
    const growth = noise(57, 9).map((value, i) => Math.exp(0.07 * i + 0.2 * value));
    expect(mannKendall(growth).p).toBeLessThan(1e-6);
  });

  it("rejects at most 6% of white noise at 5%, and most clear trends", () => {
    expect(share(400, (seed) => noise(40, seed))).toBeLessThan(0.06);
    expect(share(100, (seed) => noise(40, seed).map((value, i) => value + 0.08 * i))).toBeGreaterThan(0.9);
  });

  it("holds its level roughly on autocorrelated noise, where the plain test rejects three times as often", () => {
    const corrected = share(300, (seed) => noise(60, seed, 0.5));
    const plain =
      Array.from({ length: 300 }, (_, seed) => mannKendall(noise(60, seed + 1, 0.5))).filter(
        ({ z, inflation }) => Math.abs(z) * Math.sqrt(inflation) > 1.96,
      ).length / 300;
    expect(corrected).toBeLessThan(0.09);
    expect(plain).toBeGreaterThan(0.2);
  });
});

function permutations(values: number[]): number[][] {
  if (values.length < 2) return [values];
  return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
}

function scoreOf(values: number[]): number {
  let s = 0;
  for (let j = 1; j < values.length; j++)
    for (let i = 0; i < j; i++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  return s;
}
