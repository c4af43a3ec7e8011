import { expect, test } from "vitest";
import { cutOf } from "./thresholds.ts";

test("a value at a threshold is not above it, and a missing one is on neither side", () => {
  const { thresholds, above } = cutOf(Float64Array.from([0, 0.1, 0.2, 0.2, Number.NaN, 0.3]));
  expect(thresholds).toEqual([0, 0.1, 0.2]);
  expect(Array.from(above)).toEqual([0, 1, 2, 2, -1, 3]);
});
