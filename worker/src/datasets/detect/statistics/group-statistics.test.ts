import { expect, test } from "vitest";
import { correlationRatio } from "./correlation-ratio.ts";
import { kruskalWallis } from "./kruskal.ts";
import { hedgesG, momentsOf, oneSampleT, welchAnova, welchT } from "./welch.ts";

// Reference values: SciPy 1.17; the Welch data are the worked example of Wikipedia's article on the test.
const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 32.0];
const groups = [
  [1, 1, 2, 2, 3, 5],
  [2, 3, 3, 4, 4, 4],
  [5, 5, 6, 7, 7, 7],
];
const values = Float64Array.from(groups.flat());
const codes = groups.flatMap((group, i) => group.map(() => i));

test("Welch's t equals the published example", () => {
  const result = welchT(momentsOf(a), momentsOf(b));
  expect(result.t).toBeCloseTo(-2.932705856207493, 10);
  expect(result.df).toBeCloseTo(27.012018810118327, 8);
  expect(result.p).toBeCloseTo(0.00676997958634669, 8);
});

test("the one-sample t test equals SciPy's", () => {
  const result = oneSampleT(momentsOf(a));
  expect(result.t).toBeCloseTo(28.748153188289532, 9);
  expect(result.p / 7.50942105945088e-14).toBeCloseTo(1, 5);
});

test("Welch's one-way test of two groups is the square of Welch's t", () => {
  const one = welchAnova([momentsOf(a), momentsOf(b)]);
  expect(one.f).toBeCloseTo(2.932705856207493 ** 2, 9);
  expect(one.df2).toBeCloseTo(27.012018810118327, 8);
});

test("Welch's one-way test of three groups equals the formula of 1951", () => {
  const result = welchAnova(groups.map(momentsOf));
  expect(result.f).toBeCloseTo(18.68230853776914, 8);
  expect(result.df2).toBeCloseTo(9.544619723116579, 8);
  expect(result.p).toBeCloseTo(0.0005011283641119036, 8);
});

test("groups without spread give no verdict instead of not-a-number", () => {
  const constant = momentsOf([3, 3, 3]);
  expect(welchT(constant, constant).p).toBe(1);
  expect(hedgesG(constant, constant)).toBe(0);
});

test("Hedges' g shrinks Cohen's d for small samples", () => {
  const g = hedgesG(momentsOf([1, 2, 3]), momentsOf([3, 4, 5]));
  expect(g).toBeCloseTo(-2 * (1 - 3 / 15), 12);
});

test("Kruskal-Wallis equals SciPy's with ties", () => {
  const result = kruskalWallis(values, codes, 3);
  expect(result.h).toBeCloseTo(11.847398030942339, 10);
  expect(result.p).toBeCloseTo(0.002675285927741179, 10);
  expect(result.epsilon_squared).toBeCloseTo(11.847398030942339 / 17, 10);
});

test("Kruskal-Wallis leaves out missing values and rows without group", () => {
  const result = kruskalWallis(Float64Array.from([...values, Number.NaN, 99]), [...codes, 1, -1], 3);
  expect(result.n).toBe(18);
  expect(result.h).toBeCloseTo(11.847398030942339, 10);
});

test("the correlation ratio is 1 when groups explain all, and its corrected form is 0 when they explain nothing", () => {
  expect(correlationRatio([momentsOf([1, 1]), momentsOf([2, 2])]).eta_squared).toBe(1);
  expect(correlationRatio([momentsOf([1, 2]), momentsOf([2, 1])]).epsilon_squared).toBe(0);
});
