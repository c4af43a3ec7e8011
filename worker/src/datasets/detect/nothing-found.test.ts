import { expect, test } from "vitest";
import { nothingFound, recomputeFamily } from "./nothing-found.ts";
import { Random } from "./statistics/random.fixture.ts";

test("the smallest adjusted p-value of a file comes out again from the evidence, however many tests there are", () => {
  const r = new Random(51);
  for (const tests of [0, 1, 15, 29, 400]) {
    const p_values = Array.from({ length: tests }, () => r.next());
    const evidence = nothingFound(100, p_values, ["trend"], 0.05).evidence.find((e) => e.kind === "test");
    if (evidence?.kind !== "test") throw new Error("no test");
    expect(recomputeFamily(evidence.inputs).statistic).toBe(evidence.statistic);
    expect(evidence.n).toBe(tests);
  }
});
