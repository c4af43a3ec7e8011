import { expect, test } from "vitest";
import { pearson, spearman } from "./correlation.ts";
import { cramersV, crossCounts } from "./cramers-v.ts";
import { averageRanks } from "./ranks.ts";
import { chiSquaredUpper, fUpper, studentTwoSided } from "./tails.ts";

const iq = Float64Array.from([106, 100, 86, 101, 99, 103, 97, 113, 112, 110]);
const television = Float64Array.from([7, 27, 2, 50, 28, 29, 20, 12, 6, 17]);

test("Spearman's rho equals the published example of IQ and hours of television", () => {
  const result = spearman(iq, television);
  expect(result.r).toBeCloseTo(-29 / 165, 12);
  expect(result.p).toBeCloseTo(0.6271, 3);
});

test("Pearson's interval equals SciPy's", () => {
  const result = pearson(iq, television);
  expect(result.r).toBeCloseTo(-0.07021632602905677, 10);
  expect(result.low).toBeCloseTo(-0.670212501188516, 6);
  expect(result.high).toBeCloseTo(0.5852854717450895, 6);
});

test("ties share their average rank", () => {
  const { ranks, ties } = averageRanks(Float64Array.from([3, 1, 3, 2, 3]));
  expect([...ranks]).toEqual([4, 1, 4, 2, 4]);
  expect(ties).toBe(24);
});

test("a pair with a missing side does not count", () => {
  const result = spearman(Float64Array.from([...iq, 5, Number.NaN]), Float64Array.from([...television, Number.NaN, 5]));
  expect(result.n).toBe(10);
  expect(result.r).toBeCloseTo(-29 / 165, 12);
});

test("chi-squared and the corrected V equal SciPy and Bergsma's formula", () => {
  const result = cramersV([
    [12, 5, 7],
    [3, 14, 9],
  ]);
  expect(result.chi_squared).toBeCloseTo(9.84891616059379, 10);
  expect(result.p).toBeCloseTo(0.007266663160924555, 10);
  expect(result.v).toBeCloseTo(0.39926854573347403, 10);
  expect(result.least_expected).toBeCloseTo(7.2, 10);
});

test("independent categories have V 0", () => {
  expect(
    cramersV([
      [10, 20],
      [20, 40],
    ]).v,
  ).toBe(0);
});

test("crossed counts leave out negative codes", () => {
  expect(crossCounts([0, 1, -1, 1], [1, 0, 0, 0], 2, 2)).toEqual([
    [0, 1],
    [2, 0],
  ]);
});

test("tail probabilities equal SciPy's, far out as well", () => {
  expect(studentTwoSided(5, 1e6) / 5.733997870890745e-7).toBeCloseTo(1, 6);
  expect(fUpper(30, 5, 9000) / 2.4176451858159715e-30).toBeCloseTo(1, 5);
  expect(chiSquaredUpper(10, 4)).toBeCloseTo(0.04042768199451279, 10);
  expect(chiSquaredUpper(100_447, 100_000) / 0.15876970239184157).toBeCloseTo(1, 4);
  expect(chiSquaredUpper(102_000, 100_000) / 4.41193925512029e-6).toBeCloseTo(1, 3);
  expect(studentTwoSided(Number.POSITIVE_INFINITY, 5)).toBe(0);
});
