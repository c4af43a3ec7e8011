import { expect, test } from "vitest";
import { type Measure, measure } from "./measure.ts";

const rows = Array.from({ length: 10_000 }, (_, n) => ({ n }));
const context = { output: { rows }, params: {}, input: {}, duration_ms: 1, size_bytes: 1, attempt: 1 };
const costly = "output.rows.all(x, output.rows.all(y, x.n + y.n >= 0))";
const own = new Map<string, Measure>([
  ["rows", { key: "rows", unit: "", expression: "size(output.rows)" }],
  ["costly", { key: "costly", unit: "", expression: costly }],
]);
const tooCostly = { error: "It takes more than 5,000,000 steps" };

test("a metric that takes too much has no value, says why and is not passed", () => {
  const [before, found] = measure(
    [
      { metric: "rows", threshold: null },
      { metric: "costly", threshold: "value > 0" },
    ],
    own,
    context,
  );
  expect(before).toMatchObject({ value: 10_000, details: null });
  expect(found).toMatchObject({ value: null, passed: false, details: tooCostly });
});

test("the metrics of a node share what they may take, however many there are", () => {
  const many = Array.from({ length: 50 }, () => ({ metric: "costly", threshold: null }));
  const spent = measure([...many, { metric: "rows", threshold: null }], own, context);
  expect(spent.at(-1)).toMatchObject({ value: null, details: tooCostly });
});

test("an ordinary profile over ten thousand rows is measured whole", () => {
  const each = { key: "each", unit: "", expression: "output.rows.filter(x, x.n >= 5000).size()" };
  const profile = Array.from({ length: 20 }, () => ({ metric: "each", threshold: "value > 10" }));
  const measured = measure(profile, new Map([["each", each]]), context);
  expect(measured.every((one) => one.value === 5_000 && one.passed)).toBe(true);
});
