import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { FlagSplitFacts } from "./flag-split.ts";
import { candidateOf, cells, detectIn, numberIn } from "./generated.fixture.ts";
import { DifferenceFacts } from "./group-difference.ts";
import { SignFlipFacts } from "./sign-flip.ts";
import { SimpsonFacts } from "./simpson.ts";

const n = 1200;

test("a discount above which orders lose money is found with both totals", async () => {
  const r = new Random(1);
  const discount = cells(n, () => r.pick([0, 0.1, 0.2, 0.3, 0.5]));
  const found = await detectIn({
    discount,
    profit: cells(n, (i) => r.normal(Number(discount[i]) > 0.2 ? -60 : 80, 60)),
    category: cells(n, () => r.pick(["Chairs", "Tables", "Binders", "Paper"])),
  });
  const flip = candidateOf(found, "sign_flip:profit:discount");
  const facts = SignFlipFacts.parse(flip.facts);
  expect(facts).toMatchObject({ threshold: 0.2, side: "above" });
  expect(numberIn(flip, facts.loss.sum)).toBeLessThan(0);
  expect(numberIn(flip, facts.rest.sum)).toBeGreaterThan(0);
  expect(flip.moved).toBeGreaterThan(0.25);
});

test("a profit that a discount only lowers without turning its sign is no sign flip", async () => {
  const r = new Random(2);
  const discount = cells(n, () => r.pick([0, 0.1, 0.2, 0.3, 0.5]));
  const found = await detectIn({ discount, profit: cells(n, (i) => r.normal(80 - 50 * Number(discount[i]), 60)) });
  expect(found.candidates.filter((c) => c.key.startsWith("sign_flip"))).toEqual([]);
});

test("a category that loses what the others earn is named", async () => {
  const r = new Random(3);
  const kind = cells(n, () => r.pick(["Chairs", "Tables", "Binders", "Paper"]));
  const found = await detectIn({ kind, profit: cells(n, (i) => r.normal(kind[i] === "Tables" ? -40 : 70, 60)) });
  const facts = SignFlipFacts.parse(candidateOf(found, "sign_flip:profit:kind").facts);
  expect(facts.groups.map((g) => g.label)).toEqual(["Tables"]);
});

test("a mean that differs between groups is told from the largest to the smallest", async () => {
  const r = new Random(4);
  const region = cells(n, () => r.pick(["North", "South", "East"]));
  const found = await detectIn({
    region,
    weight: cells(n, (i) => r.normal(region[i] === "East" ? 70 : region[i] === "South" ? 60 : 55, 10)),
  });
  const facts = DifferenceFacts.parse(candidateOf(found, "group_difference:weight:region").facts);
  expect([facts.high.label, facts.low.label]).toEqual(["East", "North"]);
});

test("groups under thirty rows are not compared", async () => {
  const r = new Random(5);
  const found = await detectIn({
    group: cells(n, (i) => (i < 20 ? "tiny" : r.pick(["one side", "other side"]))),
    weight: cells(n, (i) => (i < 20 ? 500 + r.next() : r.normal(50, 10))),
  });
  expect(found.candidates.filter((c) => c.kind === "group_difference")).toEqual([]);
});

test("a share that differs between groups is told as shares", async () => {
  const r = new Random(6);
  const plan = cells(n, () => r.pick(["monthly", "yearly"]));
  const found = await detectIn({
    plan,
    churned: cells(n, (i) => (r.chance(plan[i] === "monthly" ? 0.4 : 0.1) ? "yes" : "no")),
  });
  const it = candidateOf(found, "group_difference:churned:plan");
  const facts = DifferenceFacts.parse(it.facts);
  expect(facts.high.label).toBe("monthly");
  expect(numberIn(it, facts.high.value)).toBeGreaterThan(0.3);
});

test("a failure rate that jumps above a threshold is found near it", async () => {
  const r = new Random(7);
  const torque = cells(n, () => r.normal(40, 10));
  const found = await detectIn({
    torque,
    failure: cells(n, (i) => (r.chance(Number(torque[i]) > 53 ? 0.5 : 0.05) ? 1 : 0)),
  });
  const facts = FlagSplitFacts.parse(candidateOf(found, "flag_split:failure:torque").facts);
  expect(facts.threshold).toBeGreaterThan(48);
  expect(facts.threshold).toBeLessThan(58);
});

test("a relation that turns its sign within groups is a reversal, with both numbers", async () => {
  const r = new Random(8);
  const clinic = cells(n, () => r.pick(["small", "middle", "large"]));
  const level = (i: number) => ["small", "middle", "large"].indexOf(String(clinic[i])) * 10;
  const dose = cells(n, (i) => level(i) + r.normal(0, 2));
  const found = await detectIn({
    clinic,
    dose,
    recovery: cells(n, (i) => 3 * level(i) - 2 * (Number(dose[i]) - level(i)) + r.normal(0, 2)),
  });
  const it = candidateOf(found, "simpson:");
  expect(SimpsonFacts.parse(it.facts).group).toBe("clinic");
  const evidence = it.evidence.find((e) => e.kind === "test");
  expect(evidence?.kind === "test" && evidence.results.r_overall).toBeGreaterThan(0.5);
  expect(evidence?.kind === "test" && evidence.results.r_within).toBeLessThan(-0.5);
});

test("a relation that keeps its sign within groups is no reversal", async () => {
  const r = new Random(9);
  const dose = cells(n, () => r.normal(0, 2));
  const found = await detectIn({
    clinic: cells(n, () => r.pick(["small", "middle", "large"])),
    dose,
    recovery: cells(n, (i) => 2 * Number(dose[i]) + r.normal(0, 2)),
  });
  expect(found.candidates.filter((c) => c.kind === "simpson_reversal")).toEqual([]);
});
