import { describe, expect, it } from "vitest";
import { passengers } from "./published-series.fixture.ts";
import { Random } from "./random.fixture.ts";
import { movingTrend, season } from "./seasonal.ts";

const phase = (n: number, cycle: number): number[] => Array.from({ length: n }, (_, i) => i % cycle);
const noise = (n: number, seed: number, phi = 0): number[] => {
  const random = new Random(seed);
  let last = 0;
  return Array.from({ length: n }, () => {
    last = phi * last + random.normal();
    return last;
  });
};

describe("season", () => {
  it("finds the summers of the airline passengers, with nine tenths of the variation", () => {
    const found = season(passengers.map(Math.log), phase(144, 12), 12);
    const profile = found?.profile ?? [];
    expect(profile.indexOf(Math.max(...profile))).toBeOneOf([6, 7]);
    expect(profile.indexOf(Math.min(...profile))).toBe(10);
    expect(found?.strength).toBeGreaterThan(0.9);
    expect(found?.repeats).toBeGreaterThan(0.95);
  });

  it("takes a straight trend out before it compares phases", () => {
    const found = season(
      Array.from({ length: 48 }, (_, i) => 5 * i),
      phase(48, 12),
      12,
    );
    expect(Math.max(...(found?.profile ?? [1]).slice(6, 12).map(Math.abs))).toBeLessThan(10);
    expect(movingTrend([1, 2, 3, 4, 5, 6, 7, 8], 4).slice(2, 6)).toEqual([3, 4, 5, 6]);
  });

  it("scores noise near zero, with two cycles as with twenty", () => {
    for (const cycles of [2, 20]) {
      const strengths = Array.from(
        { length: 60 },
        (_, s) => season(noise(7 * cycles, s + 1), phase(7 * cycles, 7), 7)?.strength ?? 1,
      );
      expect(strengths.sort((a, b) => a - b)[30]).toBeLessThan(0.15);
    }
  });

  it("rejects at most 7% of white and 10% of persistent noise", () => {
    const share = (phi: number): number =>
      Array.from({ length: 300 }, (_, s) => season(noise(60, s + 1, phi), phase(60, 12), 12)?.p ?? 1).filter(
        (p) => p < 0.05,
      ).length / 300;
    expect(share(0)).toBeLessThan(0.07);
    expect(share(0.6)).toBeLessThan(0.1);
  });

  it("is not made by one strange month", () => {
    const values = noise(48, 3);
    values[13] = 400;
    expect(season(values, phase(48, 12), 12)?.p).toBeGreaterThan(0.01);
  });

  it("needs two whole cycles", () => {
    expect(season(noise(23, 1), phase(23, 12), 12)).toBeUndefined();
  });
});
