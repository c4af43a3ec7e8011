import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summariseNumbers } from "./weighted.ts";

function summary(values: readonly number[]) {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const distinct = [...counts].sort((a, b) => a[0] - b[0]);
  return summariseNumbers(
    Float64Array.from(distinct, ([v]) => v),
    Float64Array.from(distinct, ([, n]) => n),
  );
}
const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  return low + ((sorted[Math.ceil(rank)] ?? 0) - low) * (rank % 1);
};

describe("summariseNumbers", () => {
  it("agrees with the definitions on any numbers", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -50, max: 50 }).map((n) => n / 4),
          { minLength: 1, maxLength: 60 },
        ),
        (values) => {
          const found = summary(values);
          const sum = values.reduce((a, b) => a + b, 0);
          const mean = sum / values.length;
          const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
          expect(found).toMatchObject({
            count: values.length,
            sum,
            min: Math.min(...values),
            max: Math.max(...values),
          });
          if (values.length > 1) expect(found?.std).toBeCloseTo(Math.sqrt(variance), 10);
          else expect(found?.std).toBeNull();
          for (const one of found?.quantiles ?? []) expect(one.value).toBeCloseTo(quantile(values, one.q), 10);
          expect(found?.histogram.bins.reduce((a, b) => a + b, 0)).toBe(values.length);
          expect(found?.histogram.edges).toHaveLength((found?.histogram.bins.length ?? 0) + 1);
        },
      ),
    );
  });

  it("does not lose small numbers beside large ones that cancel", () => {
    expect(summary([1e16, 1, -1e16, 1])?.sum).toBe(2);
    expect(summary([1e9 + 1, 1e9 + 2, 1e9 + 3])?.std).toBe(1);
  });

  it("puts every value into the bin that covers it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }),
        (values) => {
          const { edges, bins } = summary(values)?.histogram ?? { edges: [], bins: [] };
          const counted = bins.map((_, i) => {
            const [low = 0, high = 0] = [edges[i], edges[i + 1]];
            return values.filter((v) => v >= low && (v < high || (i === bins.length - 1 && v <= high))).length;
          });
          expect(counted).toEqual(bins);
        },
      ),
    );
  });

  it("has nothing to say of no values", () => {
    expect(summary([])).toBeUndefined();
  });
});
