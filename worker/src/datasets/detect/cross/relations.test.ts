import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { AssociationFacts } from "./association.ts";
import { CategoryFacts } from "./category-association.ts";
import { ConcentrationFacts } from "./concentration.ts";
import { candidateOf, cells, detectIn, numberIn } from "./generated.fixture.ts";

const n = 1200;

test("two numbers that rise together are an association, with its direction", async () => {
  const r = new Random(1);
  const alcohol = cells(n, () => r.normal(10, 1));
  const found = await detectIn({ alcohol, quality: cells(n, (i) => 0.6 * Number(alcohol[i]) + r.normal(0, 0.8)) });
  const it = candidateOf(found, "association:alcohol:quality");
  const facts = AssociationFacts.parse(it.facts);
  expect(facts.shape).toBe("monotone");
  expect(numberIn(it, facts.high?.value ?? "")).toBeGreaterThan(numberIn(it, facts.low?.value ?? ""));
});

test("a relation that falls and rises again is found as bent although its correlation is near zero", async () => {
  const r = new Random(2);
  const age = cells(n, () => 20 + r.next() * 60);
  const found = await detectIn({ age, claims: cells(n, (i) => ((Number(age[i]) - 50) / 10) ** 2 + r.normal(0, 1.5)) });
  expect(AssociationFacts.parse(candidateOf(found, "association:age:claims").facts).shape).toBe("bent");
});

test("copies, roundings, sums and products are facts of columns and no associations", async () => {
  const r = new Random(3);
  const price = cells(n, () => Math.round(r.lognormal(3, 0.5) * 100) / 100);
  const quantity = cells(n, () => 1 + r.below(9));
  const tax = cells(n, () => Math.round(r.next() * 500) / 100);
  const net = cells(n, (i) => Math.round(Number(price[i]) * Number(quantity[i]) * 100) / 100);
  const found = await detectIn({
    price,
    quantity,
    tax,
    net,
    gross: cells(n, (i) => Math.round((Number(net[i]) + Number(tax[i])) * 100) / 100),
    rounded: cells(n, (i) => Math.round(Number(price[i]))),
    celsius: cells(n, (i) => Number(tax[i]) * 1.8 + 32),
  });
  const facts = found.facts.map((f) => `${f.column}: ${f.fact}`);
  expect(facts).toContain("net: Always price × quantity.");
  expect(facts).toContain("gross: Always tax + net.");
  expect(facts).toContain("rounded: A rounded copy of price.");
  expect(facts.some((f) => f.startsWith("celsius: ") || f.startsWith("tax: "))).toBe(true);
  expect(found.candidates.filter((c) => c.kind === "association")).toEqual([]);
});

test("a code and its name, and a city and its state, are facts of columns and no associations", async () => {
  const r = new Random(4);
  const city = cells(n, () => r.pick(["Lyon", "Paris", "Berlin", "Bonn", "Rome", "Milan"]));
  const country = (i: number) =>
    ({ Lyon: "France", Paris: "France", Berlin: "Germany", Bonn: "Germany" })[String(city[i])] ?? "Italy";
  const found = await detectIn({
    city,
    country: cells(n, country),
    code: cells(n, (i) => ({ France: "FR", Germany: "DE" })[country(i)] ?? "IT"),
    weight: cells(n, () => r.normal(50, 5)),
  });
  const facts = found.facts.map((f) => `${f.column}: ${f.fact}`);
  expect(facts).toContain("code: One for each country, and the other way round.");
  expect(facts.some((f) => f.startsWith("city: Each city has one "))).toBe(true);
  expect(found.candidates).toEqual([]);
});

test("two categories that depend on one another are an association with both shares", async () => {
  const r = new Random(5);
  const place = cells(n, () => r.pick(["in store", "takeaway", "delivery"]));
  const found = await detectIn({
    place,
    payment: cells(n, (i) => (place[i] === "delivery" && r.chance(0.7) ? "card" : r.pick(["card", "cash", "wallet"]))),
  });
  const it = candidateOf(found, "association:place:payment");
  const facts = CategoryFacts.parse(it.facts);
  expect([facts.a_label, facts.b_label]).toEqual(["delivery", "card"]);
  expect(numberIn(it, facts.inside)).toBeGreaterThan(numberIn(it, facts.outside));
});

test("few customers that hold half of the sales are counted and the largest is named", async () => {
  const r = new Random(6);
  const customer = cells(3000, () => `customer ${r.below(100)}`);
  const large = new Set(["customer 3", "customer 14", "customer 15", "customer 92"]);
  const found = await detectIn({
    customer,
    sales: cells(3000, (i) => (large.has(String(customer[i])) ? 40 : 1) * r.exponential(100)),
  });
  const it = candidateOf(found, "concentration:sales:customer");
  const facts = ConcentrationFacts.parse(it.facts);
  expect(numberIn(it, facts.top_count)).toBeLessThanOrEqual(4);
  expect(numberIn(it, facts.share)).toBeGreaterThanOrEqual(0.5);
  expect(large.has(facts.first.label)).toBe(true);
});

test("one huge order does not make its customer a concentration", async () => {
  const r = new Random(7);
  const found = await detectIn({
    customer: cells(3000, () => `customer ${r.below(100)}`),
    sales: cells(3000, (i) => (i === 5 ? 400_000 : r.exponential(100))),
  });
  expect(found.candidates.filter((c) => c.kind === "concentration")).toEqual([]);
});
