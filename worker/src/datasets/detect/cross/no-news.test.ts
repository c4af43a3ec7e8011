import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { candidateOf, cells, detectIn } from "./generated.fixture.ts";

const n = 1200;
const day = 86_400_000;
const dateOf = (i: number): string => new Date(Date.UTC(2010, 0, 4) + i * day).toISOString().slice(0, 10);

test("a year of a panel is no stand-in for unknown, though it is 1970", async () => {
  const r = new Random(31);
  const panel = (step: number) =>
    detectIn({
      country: cells(660, (i) => `country ${String.fromCharCode(97 + (i % 26))}${Math.floor(i / 26) % 3}`),
      year: cells(660, (i) => `${1955 + step * (i % 11)}-01-01`),
      people: cells(660, () => Math.round(r.lognormal(10, 1))),
    });
  expect((await panel(5)).candidates.filter((c) => c.key.includes("sentinel"))).toEqual([]);
  const stray = await detectIn({
    born: cells(660, (i) => (i % 20 === 0 ? "1900-01-01" : dateOf(i))),
    people: cells(660, () => Math.round(r.lognormal(10, 1))),
  });
  expect(candidateOf(stray, "inconsistent:sentinel:born").facts.value).toBe("1900-01-01");
});

test("a column that is nearly another one is a fact of the file and no association", async () => {
  const r = new Random(32);
  const opened = cells(n, () => r.lognormal(4, 0.6));
  const found = await detectIn({ opened, closed: cells(n, (i) => Number(opened[i]) * (1 + r.normal(0, 0.03))) });
  expect(found.candidates.filter((c) => c.kind === "association")).toEqual([]);
  expect(found.facts).toContainEqual({ column: "closed", fact: "Rises and falls with opened in nearly every row." });
});

test("a difference is told by one of two names of a group, and of one of two outcomes that move together", async () => {
  const r = new Random(33);
  const kinds = ["Robin", "Eagle", "Crow", "Heron"];
  const kind = cells(n, () => r.pick(kinds));
  const weight = cells(n, (i) => r.normal(50 + 30 * kinds.indexOf(String(kind[i])), 10));
  const found = await detectIn({
    kind,
    latin: cells(n, (i) => `${String(kind[i])}us vulgaris`),
    weight,
    wingspan: cells(n, (i) => Number(weight[i]) * 1.4 + r.normal(0, 14)),
  });
  const told = found.candidates.filter((c) => c.kind === "group_difference");
  expect(told.map((c) => c.columns.at(-1))).toEqual(["kind"]);
});

test("codes are not averaged, and places make no groups", async () => {
  const r = new Random(34);
  const family = cells(n, () => r.pick(["Tax", "Fee", "Fine", "Gift"]));
  const latitude = cells(n, () => 40 + 0.5 * r.below(20));
  const found = await detectIn({
    family,
    subcategory_code: cells(n, (i) => 10 * String(family[i]).length + r.below(9)),
    latitude,
    wind: cells(n, (i) => 3 * Number(latitude[i]) + r.normal(0, 3)),
  });
  const told = found.candidates.filter((c) => c.kind === "group_difference");
  expect(told.flatMap((c) => [c.columns[0], c.columns.at(-1)])).not.toEqual(
    expect.arrayContaining(["subcategory_code"]),
  );
  expect(told.map((c) => c.columns.at(-1))).not.toContain("latitude");
});

test("two series that only drift are no association, two that move together day by day are", async () => {
  const r = new Random(35);
  const walk = (drift: number): number[] => {
    let at = 100;
    return Array.from({ length: 400 }, () => {
      at += r.normal(drift, 1);
      return at;
    });
  };
  const [a, b] = [walk(0.3), walk(0.3)];
  const tide = cells(400, (i) => 100 + 30 * Math.sin(i / 20) + r.normal(0, 5));
  const found = await detectIn({
    date: cells(400, dateOf),
    retail: a,
    mining: b,
    high_tide: tide,
    low_tide: cells(400, (i) => 0.5 * Number(tide[i]) + r.normal(0, 6)),
  });
  const keys = found.candidates.filter((c) => c.kind === "association").map((c) => c.key);
  expect(keys).not.toContain("association:retail:mining");
  expect(keys).toContain("association:high_tide:low_tide");
});

test("sums that share their parts are no association", async () => {
  const r = new Random(36);
  const part = (mean: number) => cells(n, () => Math.round(r.lognormal(mean, 0.7)));
  const [retail, wholesale, rail, mining] = [part(6), part(6), part(4), part(4)];
  const sum = (...of: (string | number | null)[][]) => cells(n, (i) => of.reduce((s, c) => s + Number(c[i]), 0));
  const services = sum(retail, wholesale, rail);
  const found = await detectIn({
    retail,
    wholesale,
    rail,
    services,
    mining,
    private: sum(services, mining),
    trade: sum(retail, wholesale),
  });
  expect(found.candidates.filter((c) => c.kind === "association")).toEqual([]);
});

test("another letter at the start of a word, or as a word of its own, is another value and no slip", async () => {
  const r = new Random(37);
  const spellings = async (usual: string, rare: string) => {
    const grade = cells(n, (i) => (i % 80 === 0 ? rare : r.chance(0.5) ? usual : "Something else"));
    const { candidates } = await detectIn({ grade, weight: cells(n, () => r.normal(50, 5)) });
    return candidates.filter((c) => c.key.includes("spellings")).length;
  };
  expect(await spellings("Grade A", "Grade F")).toBe(0);
  expect(await spellings("Boston", "Foston")).toBe(0);
  expect(await spellings("California", "Calfornia")).toBe(1);
});

test("a year is not compared with a day", async () => {
  const r = new Random(38);
  const found = await detectIn({
    year: cells(n, (i) => (i % 100 === 0 ? 2020 : 1990 + r.below(29))),
    created_at: cells(n, (i) => dateOf(3300 + (i % 200))),
  });
  expect(found.candidates.filter((c) => c.key.includes("date_order"))).toEqual([]);
});
