import { expect, test } from "vitest";
import { Random } from "../statistics/random.fixture.ts";
import { DuplicateFacts } from "./duplicates.ts";
import { candidateOf, cells, detectIn, type Generated, numberIn } from "./generated.fixture.ts";
import { ImpossibleFacts } from "./inconsistent/impossible-values.ts";
import { SentinelFacts } from "./inconsistent/sentinels.ts";
import { SpellingFacts } from "./inconsistent/spellings.ts";
import { MissingFacts } from "./missing-data.ts";
import { OutlierFacts } from "./outliers.ts";

const n = 800;
const keysOf = async (columns: Generated): Promise<string[]> => (await detectIn(columns)).candidates.map((c) => c.key);

test("values beyond a gap are outliers, counted exactly, and the mean is told with and without them", async () => {
  const r = new Random(1);
  const found = await detectIn({
    length: cells(n, (i) => (i % 200 === 7 ? 900 + i : r.normal(50, 5))),
    other: cells(n, () => r.normal()),
  });
  const it = candidateOf(found, "outliers:length");
  const facts = OutlierFacts.parse(it.facts);
  expect(numberIn(it, facts.sides[0]?.rows ?? "")).toBe(4);
  expect(numberIn(it, facts.all)).toBeGreaterThan(numberIn(it, facts.without));
});

test("missing values that depend on a group are found with both shares; missing at random is not told", async () => {
  const r = new Random(2);
  const ward = cells(n, () => r.pick(["A ward", "B ward", "C ward"]));
  const found = await detectIn({
    ward,
    pulse: cells(n, (i) => (r.chance(ward[i] === "C ward" ? 0.6 : 0.05) ? null : r.normal(70, 8))),
    weight: cells(n, () => (r.chance(0.2) ? null : r.normal(70, 8))),
  });
  const it = candidateOf(found, "missing_data:pulse");
  expect(MissingFacts.parse(it.facts).pattern?.high.label).toBe("C ward");
  expect(found.candidates.some((c) => c.key === "missing_data:weight")).toBe(false);
});

test("a column that is missing nearly everywhere is told once for all that are missing in the same rows", async () => {
  const r = new Random(3);
  const skipped = cells(n, () => (r.chance(0.8) ? 1 : 0));
  const answer = () => cells(n, (i) => (skipped[i] === 1 ? null : r.pick(["good", "bad", "so so"])));
  const found = await detectIn({
    first: answer(),
    second: answer(),
    third: answer(),
    size: cells(n, () => r.normal()),
  });
  const missing = found.candidates.filter((c) => c.kind === "missing_data");
  expect(missing).toHaveLength(1);
  expect(MissingFacts.parse(missing[0]?.facts).together).toEqual(["second", "third"]);
});

test("repeated rows are counted with the sum they hold; repeats that chance makes are not told", async () => {
  const r = new Random(4);
  const at = cells(n, (i) => (i >= n - 30 ? i - 200 : i)).map(Number);
  const sales = cells(n, () => r.lognormal(4, 1));
  const name = cells(n, (i) => `order ${i}`);
  const found = await detectIn({ name: at.map((i) => name[i] ?? null), sales: at.map((i) => sales[i] ?? null) });
  const it = candidateOf(found, "duplicates");
  expect(numberIn(it, DuplicateFacts.parse(it.facts).repeats)).toBe(30);
  expect(await keysOf({ a: cells(n, () => r.below(3)), b: cells(n, () => r.pick(["x side", "y side"])) })).toEqual([]);
});

test("a key that names different rows is a conflict", async () => {
  const r = new Random(5);
  const found = await detectIn({
    order_id: cells(n, (i) => `ORD-${i === 700 ? 12 : i === 600 ? 40 : i}`),
    weight: cells(n, () => r.normal(50, 5)),
  });
  expect(candidateOf(found, "key_conflict:order_id").kind).toBe("key_conflict");
});

test("a total that its parts do not make in some rows is inconsistent, and counted", async () => {
  const r = new Random(6);
  const price = cells(n, () => Math.round(r.lognormal(3, 0.5) * 100) / 100);
  const quantity = cells(n, () => 1 + r.below(9));
  const found = await detectIn({
    price,
    quantity,
    total: cells(n, (i) => Math.round(Number(price[i]) * Number(quantity[i]) * (i % 50 === 3 ? 1.3 : 1) * 100) / 100),
  });
  const it = candidateOf(found, "inconsistent:totals:total");
  const evidence = it.evidence.find((e) => e.kind === "test");
  expect(evidence?.kind === "test" && evidence.results.wrong_rows).toBe(16);
});

test("ends before their starts are counted; dates in no order are not told", async () => {
  const r = new Random(7);
  const day = (offset: number) => new Date(Date.UTC(2021, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
  const start = cells(n, () => r.below(700)).map(Number);
  const found = await detectIn({
    start_date: start.map(day),
    end_date: cells(n, (i) => day((start[i] ?? 0) + (i % 100 === 9 ? -5 : 1 + r.below(20)))),
  });
  expect(numberIn(candidateOf(found, "inconsistent:date_order:start_date:end_date"), "e1")).toBe(8);
  expect(
    await keysOf({ start_date: cells(n, () => day(r.below(700))), end_date: cells(n, () => day(r.below(700))) }),
  ).toEqual([]);
});

test.each<[string, Generated, string]>([
  [
    "negative quantities",
    { quantity: cells(n, (i) => (i % 160 === 1 ? -3 : 1 + (i % 12))), w: cells(n, (i) => (i * 7919) % 1009) },
    "inconsistent:negative:quantity",
  ],
  [
    "shares above the whole",
    { discount: cells(n, (i) => (i % 200 === 1 ? 1.7 : ((i * 37) % 50) / 100)), w: cells(n, (i) => (i * 7919) % 1009) },
    "inconsistent:over_whole:discount",
  ],
])("%s are impossible values", async (_, columns, key) => {
  const it = candidateOf(await detectIn(columns), key);
  expect(numberIn(it, ImpossibleFacts.parse(it.facts).count)).toBeGreaterThanOrEqual(4);
});

test("999 among ages is a stand-in, and the mean is told without it", async () => {
  const r = new Random(8);
  const it = candidateOf(
    await detectIn({ age: cells(n, (i) => (i % 40 === 5 ? 999 : 18 + r.below(60))), w: cells(n, () => r.normal()) }),
    "inconsistent:sentinel:age",
  );
  expect(SentinelFacts.parse(it.facts).value).toBe(999);
});

test("spellings that differ in case, spaces or a letter are gathered; codes with digits are left alone", async () => {
  const r = new Random(9);
  const found = await detectIn({
    state: cells(n, (i) =>
      i % 100 === 1 ? "california" : i % 100 === 2 ? "Calfornia" : r.pick(["California", "Texas", "Oregon"]),
    ),
    grade: cells(n, () => r.pick(["A1", "A-1", "A 1"])),
  });
  const it = candidateOf(found, "inconsistent:spellings:state");
  expect(numberIn(it, SpellingFacts.parse(it.facts).count)).toBe(16);
  expect(found.candidates.some((c) => c.key === "inconsistent:spellings:grade")).toBe(false);
});

test("placeholder words, mixed currencies, lost zeros, far dates and mixed orders of day and month are told", async () => {
  const r = new Random(10);
  const two = (x: number) => String(x).padStart(2, "0");
  const keys = await keysOf({
    item: cells(n, (i) => (i % 50 === 3 ? "UNKNOWN" : r.pick(["coffee", "tea", "cake"]))),
    price: cells(n, (i) => `${i % 10 === 4 ? "$" : "€"}${(1 + r.next() * 50).toFixed(2)}`),
    zip_code: cells(n, () => (r.chance(0.1) ? 1000 + r.below(8999) : 10_000 + r.below(89_999))),
    when: cells(n, (i) => (i === 77 ? "2203-05-01" : `2021-${two(1 + r.below(12))}-${two(1 + r.below(28))}`)),
  });
  expect(keys).toContain("inconsistent:placeholders");
  expect(keys).toContain("inconsistent:mixed_units:price");
  expect(keys).toContain("inconsistent:lost_zeros:zip_code");
  expect(keys).toContain("inconsistent:odd_dates:when:after");
});
