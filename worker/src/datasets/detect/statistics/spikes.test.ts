import { describe, expect, it } from "vitest";
import { longestGap } from "./gaps.ts";
import { periodsBetween } from "./periods.ts";
import { Random } from "./random.fixture.ts";
import { spikes } from "./spikes.ts";

const noise = (n: number, seed: number, make: (random: Random) => number = (r) => r.normal(100, 10)): number[] => {
  const random = new Random(seed);
  return Array.from({ length: n }, () => make(random));
};
const flat = (n: number): number[] => new Array<number>(n).fill(0);

describe("spikes", () => {
  it("finds one period at twice the usual, and says what was usual", () => {
    const values = noise(60, 1);
    values[41] = 210;
    const [first, ...rest] = spikes(values, flat(60));
    expect(first?.at).toBe(41);
    expect(first?.expected).toBeGreaterThan(85);
    expect(first?.expected).toBeLessThan(115);
    expect(first?.p).toBeLessThan(1e-3);
    expect(rest.every(({ p }) => p > 0.01)).toBe(true);
  });

  it("does not take the ends of a steep trend, nor a season, for spikes", () => {
    const steep = noise(80, 2).map((value, i) => value + 20 * i);
    expect(spikes(steep, flat(80)).every(({ p }) => p > 0.01)).toBe(true);
    const season = Array.from({ length: 60 }, (_, i) => (i % 12 === 11 ? 80 : 0));
    const seasonal = noise(60, 3).map((value, i) => value + (season[i] ?? 0));
    expect(spikes(seasonal, season).every(({ p }) => p > 0.01)).toBe(true);
  });

  it("calls at most 4% of noise series spiked at 1%, heavy tails included when told so", () => {
    const share = (make: (random: Random) => number, heavy: boolean): number =>
      Array.from({ length: 300 }, (_, s) => spikes(noise(60, s + 1, make), flat(60), { heavy })[0]?.p ?? 1).filter(
        (p) => p < 0.01,
      ).length / 300;
    expect(share((r) => r.normal(100, 10), false)).toBeLessThan(0.04);
    expect(share((r) => r.lognormal(3, 1), false)).toBeLessThan(0.04);
    expect(share((r) => r.pareto(1.5), true)).toBeLessThan(0.04);
    expect(share((r) => r.cauchy(), true)).toBeLessThan(0.04);
  });

  it("forgives an average of few rows", () => {
    const values = noise(60, 4);
    values[20] = 160;
    const weights = new Array<number>(60).fill(100);
    expect(spikes(values, flat(60), { weights })[0]?.at).toBe(20);
    weights[20] = 2;
    expect(spikes(values, flat(60), { weights })).toEqual([]);
  });
});

describe("longestGap", () => {
  const starts = periodsBetween(Date.UTC(2022, 0, 3), Date.UTC(2023, 0, 2), "day");
  const poisson = (mean: number) => (random: Random) => {
    let [k, product] = [0, random.next()];
    for (const limit = Math.exp(-mean); product > limit; product *= random.next()) k++;
    return k;
  };
  const weekdays = starts.map((_, i) => (i % 7 >= 5 ? 0 : 3));

  it("finds four empty days among busy ones", () => {
    const counts = noise(starts.length, 1, poisson(8));
    counts.fill(0, 200, 204);
    expect(longestGap(counts, starts, "day")).toMatchObject({ at: 200, length: 4 });
    expect(longestGap(counts, starts, "day")?.p).toBeLessThan(1e-6);
  });

  it("is not surprised by empty days where they are common", () => {
    const ps = Array.from(
      { length: 200 },
      (_, s) => longestGap(noise(starts.length, s + 1, poisson(1)), starts, "day")?.p ?? 1,
    );
    expect(ps.filter((p) => p < 0.05).length).toBeLessThan(10);
  });

  it("knows weekends, and leaves them out of a gap's ends", () => {
    expect(longestGap(weekdays, starts, "day")?.p ?? 1).toBeGreaterThan(0.05);
    const gap = [...weekdays].fill(0, 70, 77);
    expect(longestGap(gap, starts, "day")).toMatchObject({ at: 70, length: 5 });
  });

  it("reports a missing month of a regular calendar as a plain fact", () => {
    const months = periodsBetween(Date.UTC(2018, 0, 1), Date.UTC(2022, 0, 1), "month");
    const counts = new Array<number>(48).fill(1).fill(0, 17, 18);
    expect(longestGap(counts, months, "month")).toEqual({ at: 17, length: 1, p: null });
  });
});
