import { expect, test } from "vitest";
import { countForShare, gini } from "./gini.ts";
import { herfindahl } from "./herfindahl.ts";
import { Random } from "./random.fixture.ts";
import { tailGap } from "./tail-gap.ts";

const sample = (n: number, draw: () => number): Float64Array => Float64Array.from({ length: n }, draw);
const descending = (values: Float64Array): Float64Array => values.map(Math.abs).sort().reverse();

test("Gini is 0 for equal shares and (n - 1) / n when one has all", () => {
  expect(gini(Float64Array.from([5, 5, 5, 5]))).toBeCloseTo(0, 12);
  expect(gini(Float64Array.from([0, 0, 0, 8]))).toBeCloseTo(0.75, 12);
  expect(gini(Float64Array.from([1, 2, 3, 4]))).toBeCloseTo(0.25, 12);
});

test("the fewest largest values that make up half are counted", () => {
  expect(countForShare(Float64Array.from([1, 5, 2, 2]), 0.5)).toEqual({ count: 1, share: 0.5 });
  expect(countForShare(Float64Array.from([1, 4, 3, 2]), 0.5)).toEqual({ count: 2, share: 0.7 });
});

test.each<[string, (r: Random) => number]>([
  ["normal", (r) => r.normal()],
  ["exponential", (r) => r.exponential()],
  ["lognormal", (r) => r.lognormal(0, 2)],
  ["Pareto 1.1", (r) => r.pareto(1.1)],
  ["Cauchy", (r) => r.cauchy()],
])("a %s tail is no gap: fewer than 1% of samples are below p = 0.005", (_, draw) => {
  let hits = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = new Random(seed);
    const gap = tailGap(descending(sample(500, () => draw(random))), 5);
    if (gap && gap.p < 0.005) hits += 1;
  }
  expect(hits).toBeLessThan(8);
});

test("five far values in normal noise are the gap, and exactly those", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = new Random(seed);
    const values = sample(1000, () => random.normal());
    for (let i = 0; i < 5; i += 1) values[i * 100] = 12 + 4 * i;
    const gap = tailGap(descending(values), 10);
    expect(gap?.count).toBe(5);
    expect(gap?.p).toBeLessThan(1e-4);
  }
});

function dealt(random: Random, rows: number, entities: number, draw: (entity: number) => number) {
  const totals = new Float64Array(entities);
  let total = 0;
  let squares = 0;
  let fourths = 0;
  for (let i = 0; i < rows; i += 1) {
    const entity = random.below(entities);
    const x = draw(entity);
    totals[entity] = (totals[entity] ?? 0) + x;
    total += x;
    squares += x * x;
    fourths += x ** 4;
  }
  const entity_squares = totals.reduce((sum, x) => sum + x * x, 0);
  return herfindahl({ total, squares, fourths, entity_squares, entities });
}

test.each<[string, (r: Random) => number]>([
  ["equal", () => 1],
  ["exponential", (r) => r.exponential()],
  ["lognormal", (r) => r.lognormal(0, 1.5)],
  ["Pareto 1.1", (r) => r.pareto(1.1)],
])("amounts dealt by lot (%s) are no concentration", (_, draw) => {
  let hits = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = new Random(seed);
    if (dealt(random, 2000, 100, () => draw(random)).p < 0.005) hits += 1;
  }
  expect(hits).toBeLessThan(12);
});

test("amounts that belong to a few entities are a concentration", () => {
  const random = new Random(7);
  const result = dealt(random, 2000, 100, (entity) => (entity < 4 ? 30 : 1) * random.exponential());
  expect(result.p).toBeLessThan(1e-12);
  expect(result.index / result.expected).toBeGreaterThan(4);
});
