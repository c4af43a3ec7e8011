import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlate, pearson, spearman } from "./correlations.ts";

const column = (name: string, value: (i: number) => number, n = 100) => ({
  name,
  values: Float64Array.from({ length: n }, (_, i) => value(i)),
});

describe("correlate", () => {
  it("finds a line, up or down, and nothing in what does not move together", () => {
    const up = column("up", (i) => i);
    const down = column("down", (i) => 5 - 3 * i);
    const apart = column("apart", (i) => (i % 2 ? 1 : -1));
    const found = correlate([up, down, apart]);
    expect(found.map(({ a, b }) => [a, b])).toEqual([["up", "down"]]);
    expect(found[0]?.pearson).toBeCloseTo(-1, 12);
    expect(found[0]).toMatchObject({ spearman: -1, n: 100 });
  });

  it("uses complete pairs only and says nothing of fewer than thirty", () => {
    const half = column("half", (i) => (i < 50 ? i : Number.NaN));
    const late = column("late", (i) => (i >= 25 ? i * i : Number.NaN));
    expect(correlate([half, late])).toEqual([]);
    const most = column("most", (i) => (i >= 10 ? i : Number.NaN));
    expect(correlate([half, most])[0]).toMatchObject({ n: 40 });
  });

  it("tells a curve by ranks from a line", () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => i + 1);
    const y = x.map((v) => Math.exp(v / 6));
    expect(spearman(x, y)).toBeCloseTo(1, 12);
    expect(pearson(x, y).r).toBeLessThan(0.9);
  });

  it("stays within -1 and 1, is symmetric, and does not depend on scale or offset", () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 50 }), (a, b, scale) => {
        const [x, y] = [Float64Array.from(a), Float64Array.from(b)];
        const { r } = pearson(x, y);
        if (Number.isNaN(r)) return;
        expect(Math.abs(r)).toBeLessThanOrEqual(1);
        expect(pearson(y, x).r).toBeCloseTo(r, 12);
        expect(
          pearson(
            x.map((v) => v * scale + 1e6),
            y,
          ).r,
        ).toBeCloseTo(r, 7);
      }),
    );
  });
});
