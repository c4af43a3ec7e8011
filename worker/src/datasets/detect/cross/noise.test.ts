import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { cells, detectIn, type Generated } from "./generated.fixture.ts";

const labels = (n: number, prefix: string): string[] =>
  Array.from({ length: n }, (_, i) => `${prefix}${String.fromCharCode(97 + (i % 26))}${i >= 26 ? "x" : ""}`);

/** Numbers of every tail, categories, a flag and cells missing at random: nothing depends on anything. */
function noise(seed: number, n: number): Generated {
  const r = new Random(seed);
  const hole = (share: number, draw: () => string | number) => cells(n, () => (r.chance(share) ? null : draw()));
  return {
    normal: cells(n, () => r.normal(50, 10)),
    lognormal: cells(n, () => r.lognormal(3, 1)),
    pareto: cells(n, () => 10 * r.pareto(1.3)),
    cauchy: cells(n, () => r.cauchy()),
    uniform: hole(0.1, () => r.next() * 100),
    exponential: hole(0.2, () => r.exponential(5)),
    amount: cells(n, () => r.lognormal(4, 1.2)),
    profit: cells(n, () => r.normal(1, 40)),
    visits: cells(n, () => Math.floor(r.exponential(6))),
    region: cells(n, () => r.pick(["North", "South", "East", "West"])),
    product: hole(0.05, () => r.pick(labels(12, "product "))),
    customer: cells(n, () => r.pick(labels(50, "customer "))),
    churned: cells(n, () => (r.chance(0.3) ? "yes" : "no")),
    failure: cells(n, () => (r.chance(0.1) ? 1 : 0)),
  };
}

test.each([150, 1500])(
  "noise of %i rows yields nothing, over many seeds",
  async (n) => {
    const told: string[] = [];
    for (let seed = 1; seed <= 6; seed += 1) {
      const { candidates } = await detectIn(noise(1000 * n + seed, n));
      told.push(...candidates.map((c) => `${seed}: ${c.key} p ${c.p}`));
    }
    expect(told).toEqual([]);
  },
  120_000,
);
