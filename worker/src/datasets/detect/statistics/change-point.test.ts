import { describe, expect, it } from "vitest";
import { changePoint } from "./change-point.ts";
import { hinge, line } from "./hinge.ts";
import { pelt } from "./pelt.ts";
import { nile } from "./published-series.fixture.ts";
import { Random } from "./random.fixture.ts";

const noise = (n: number, seed: number, make: (random: Random) => number = (r) => r.normal()): number[] => {
  const random = new Random(seed);
  return Array.from({ length: n }, () => make(random));
};

const rejected = (count: number, p: (seed: number) => number, level = 0.05): number =>
  Array.from({ length: count }, (_, seed) => p(seed + 1)).filter((value) => value < level).length / count;

describe("pelt", () => {
  it("finds the fall of the Nile with 1899, and nothing else", () => {
    expect(pelt(nile, 3 * Math.log(nile.length) * 125 ** 2, 5)).toEqual([28]);
  });

  it("is exact: it agrees with trying every partition", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const values = noise(13, seed).map((value, i) => value + (i > 4 ? 3 : 0) - (i > 8 ? 2 : 0));
      const [penalty, shortest] = [0.2 + (seed % 4) / 2, 1 + (seed % 4)];
      expect(total(values, pelt(values, penalty, shortest), penalty)).toBeCloseTo(
        bestTotal(values, penalty, shortest),
        9,
      );
    }
  });
});

describe("changePoint", () => {
  it("dates the fall of the Nile to 1899", () => {
    const found = changePoint(nile, 5);
    expect(found?.at).toBe(28);
    expect(found?.before).toBeCloseTo(1097.75, 2);
    expect(found?.after).toBeCloseTo(849.97, 2);
    expect(found?.p).toBeLessThan(1e-6);
  });

  it("rejects at most 6% of white noise and of heavy tails, although it tries every split", () => {
    expect(rejected(400, (seed) => changePoint(noise(48, seed), 4)?.p ?? 1)).toBeLessThan(0.06);
    expect(
      rejected(
        400,
        (seed) =>
          changePoint(
            noise(48, seed, (r) => r.pareto(1.5)),
            4,
          )?.p ?? 1,
      ),
    ).toBeLessThan(0.06);
  });

  it("finds nine of ten shifts of 1.8 standard deviations in 48 periods", () => {
    const shifted = (seed: number): number[] => noise(48, seed).map((value, i) => value + (i >= 30 ? 1.8 : 0));
    expect(rejected(100, (seed) => changePoint(shifted(seed), 4)?.p ?? 1, 0.01)).toBeGreaterThan(0.9);
  });

  it("says nothing of a constant or a very short series", () => {
    expect(changePoint(new Array(30).fill(2), 4)).toBeUndefined();
    expect(changePoint([1, 2, 3, 9, 9, 9], 4)).toBeUndefined();
  });
});

describe("hinge", () => {
  it("fits an exact turn exactly", () => {
    const found = hinge(Array.from({ length: 30 }, (_, t) => (t < 18 ? 2 * t : 36 - 3 * (t - 18))));
    expect(found?.at).toBe(18);
    expect(found?.first).toBeCloseTo(2, 6);
    expect(found?.second).toBeCloseTo(-3, 6);
  });

  it("does not call a straight line with noise a turn more than 6% of the time", () => {
    const p = (seed: number): number => hinge(noise(60, seed).map((value, t) => value + 0.1 * t))?.p ?? 1;
    expect(rejected(300, p)).toBeLessThan(0.06);
  });

  it("leaves no residual on a straight line", () => {
    expect(line([1, 3, 5, 7, 9, 11]).rss).toBeCloseTo(0, 12);
  });
});

const cost = (values: readonly number[]): number => {
  const centre = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
};

const total = (values: readonly number[], changes: readonly number[], penalty: number): number =>
  [...changes, values.length].reduce((sum, to, i) => sum + cost(values.slice(changes[i - 1] ?? 0, to)), 0) +
  penalty * changes.length;

function bestTotal(values: readonly number[], penalty: number, shortest: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 2 ** (values.length - 1); mask++) {
    const changes = values.flatMap((_, i) => (i > 0 && mask & (1 << (i - 1)) ? [i] : []));
    const edges = [0, ...changes, values.length];
    if (edges.slice(1).every((to, i) => to - (edges[i] ?? 0) >= shortest))
      best = Math.min(best, total(values, changes, penalty));
  }
  return best;
}
