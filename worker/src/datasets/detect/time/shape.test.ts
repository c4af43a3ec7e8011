import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { shapeOf } from "./shape.ts";

const n = 120;
const starts = Array.from({ length: n }, (_, i) => Date.UTC(2010, i, 1));

/** Sums of normal steps: levels that resemble their neighbours and mean nothing. */
function walk(seed: number, drift = 0): number[] {
  const r = new Random(seed);
  let at = 100;
  return starts.map(() => {
    at += r.normal(drift, 1);
    return at;
  });
}

const shapes = Array.from({ length: 200 }, (_, seed) => shapeOf(walk(9000 + seed), starts, "month"));

test("a series that wanders is called a trend at 1% no more than 5% of the time", () => {
  const told = shapes.filter(({ best, trend }) => best === "line" && trend.p < 0.01 && Math.abs(trend.tau) >= 0.3);
  expect(told.length).toBeLessThanOrEqual(10);
});

test("a series that wanders is said to change its level no more than 5% of the time", () => {
  expect(shapes.filter(({ best, shift }) => best === "step" && (shift?.p ?? 1) < 0.05).length).toBeLessThanOrEqual(10);
});

test("a series that wanders upwards all the time is a trend", () => {
  const told = Array.from({ length: 50 }, (_, seed) => shapeOf(walk(9500 + seed, 0.6), starts, "month"));
  expect(told.filter(({ trend }) => trend.p < 0.001).length).toBeGreaterThanOrEqual(45);
});
