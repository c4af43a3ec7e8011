import { describe, expect, it } from "vitest";
import { benjaminiHochberg } from "./fdr.ts";
import { nothingFound, recomputeFamily } from "./nothing-found.ts";

/** The fifteen p-values of Benjamini & Hochberg (1995), section 4: four of them are discoveries at 5%. */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

describe("benjaminiHochberg", () => {
  it("makes the four discoveries of the published example", () => {
    const adjust = benjaminiHochberg(published);
    expect(published.filter((p) => adjust(p) <= 0.05)).toEqual([0.0001, 0.0004, 0.0019, 0.0095]);
    expect(adjust(0.0095)).toBeCloseTo((0.0095 * 15) / 4, 12);
    expect(adjust(0.0278)).toBeCloseTo((0.0298 * 15) / 7, 12);
  });

  it("does not depend on the order of the tests, and never lowers a p-value", () => {
    const adjust = benjaminiHochberg(published.toReversed());
    for (const p of published) expect(adjust(p)).toBeGreaterThanOrEqual(p);
    expect(adjust(1)).toBe(1);
  });
});

describe("nothingFound", () => {
  it("can be computed again from its own evidence", () => {
    const test = nothingFound(100, published, ["trend"], 0.1).evidence.find((e) => e.kind === "test");
    expect(test?.kind === "test" && recomputeFamily(test.inputs)).toMatchObject({
      statistic: 0.0015,
      n: 15,
      results: { n_tests: 15, false_discovery_rate: 0.1 },
    });
  });
});
