import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { conditionNames, createCel, isCelFault } from "./cel.ts";
import { CelBudget, CelMeter } from "./cel-budget.ts";
import { checkPipeline } from "./check-pipeline.ts";
import { isAppError } from "./errors.ts";
import { PipelineNode } from "./pipelines.ts";

const cel = createCel(new Environment(), conditionNames);
const rows = Array.from({ length: 10_000 }, (_, i) => ({ n: i, name: `row ${i}`, empty: null, of: ["a", i] }));
const ir = {
  a: { rows, text: "a".repeat(200_000), map: Object.fromEntries(rows.map((row) => [row.name, row])) },
};
const evaluate = (expression: string, budget?: CelBudget) => {
  const compiled = cel(expression);
  if (isCelFault(compiled)) throw new Error(compiled.message);
  return compiled.evaluate({ ir, metrics: {}, params: {}, input: {} }, budget);
};
const codeOf = (expression: string) => {
  try {
    return evaluate(expression);
  } catch (error) {
    return isAppError(error) ? error.code : error;
  }
};
/** Names a value, then what is made of it, and so on. */
const chain = (length: number, first: string, next: (name: string) => string) => {
  let last = `v${length}`;
  for (let i = length; i > 0; i--) last = `cel.bind(v${i}, ${next(`v${i - 1}`)}, ${last})`;
  return `cel.bind(v0, ${first}, ${last})`;
};

test.each([
  ["a list within a list", "ir.a.rows.all(x, ir.a.rows.all(y, x.n >= 0 || y.n >= 0))"],
  ["the longest search in a list", "ir.a.rows.all(x, ir.a.rows.exists(y, y.n == x.n))"],
  ["lists of lists", "ir.a.rows.map(x, ir.a.rows.map(y, x.n)).size() > 0"],
  ["filters within exists_one", "ir.a.rows.exists_one(x, ir.a.rows.filter(y, y.n > x.n).size() == 3)"],
  ["errors that another element forgives", "ir.a.rows.exists(x, ir.a.rows.exists(y, y.gone) || x.gone)"],
  ["a spent budget that an or forgives", "ir.a.rows.all(x, ir.a.rows.all(y, true)) || true"],
  ["a pass after a pass within one", "ir.a.rows.all(x, ir.a.rows.filter(y, true).filter(y, true).size() > 0)"],
  ["maps that are passed over", "ir.a.rows.all(x, ir.a.map.exists(k, true))"],
  ["the size of maps", "ir.a.rows.all(x, ir.a.map.size() > 0)"],
  ["maps that are compared with little", "ir.a.rows.all(x, x != ir.a.map && ir.a.map != x.n)"],
  ["lists that are searched", "ir.a.rows.all(x, x in ir.a.rows)"],
  ["lists of times that are searched", "cel.bind(t, ir.a.rows.map(x, timestamp(int(x.n))), t.all(x, x in t))"],
  ["lists that are equal to the end", "ir.a.rows.all(x, ir.a.rows.map(y, y.n) == ir.a.rows.map(y, y.n))"],
  ["texts that are measured", "ir.a.rows.all(x, ir.a.text.size() > 0)"],
  ["texts that grow", "ir.a.rows.map(x, ir.a.text + x.name).size() > 0"],
  ["texts that double", `${chain(40, '"aaaa"', (v) => `${v} + ${v}`)} == ""`],
  ["lists that double", `${chain(30, "ir.a.rows", (v) => `${v} + ${v}`)}.size() > 0`],
  [
    "values that are in themselves twice, and again",
    `${chain(30, "[1]", (v) => `[${v}, ${v}]`)} == ${chain(30, "[1]", (v) => `[${v}, ${v}]`)}`,
  ],
  ["texts that are joined", 'ir.a.rows.map(x, ir.a.text).join(",") == ""'],
  ["texts that are cut", 'ir.a.rows.all(x, ir.a.text.split("").size() > 0)'],
  ["a search that begins anew at each place", 'ir.a.text.contains("b" + ir.a.text.substring(100000))'],
  ["patterns over long texts", 'ir.a.text.matches("(a?){300}b")'],
  ["a pattern for each element", 'ir.a.rows.exists(x, "".matches(string(int(x.n))))'],
  ["a duration that goes back over its digits", `duration("${"1".repeat(1900)}") > duration("1s")`],
  ["time zones", 'ir.a.rows.all(x, timestamp("2026-01-01T00:00:00Z").getHours("Europe/Rome") >= 0)'],
])("%s ends when the budget is spent", (_, expression) => {
  expect(codeOf(expression)).toBe("expression_too_costly");
});

test.each([
  "ir.a.rows.all(x, x.n >= 0 && has(x.name))",
  "ir.a.rows.filter(x, x.n < 100).map(x, x.n * 2).exists(n, n == 198)",
  "ir.a.rows.exists_one(x, x.name == 'row 9999')",
  'ir.a.rows.all(x, x.name.matches("^row [0-9]+$") && x.name.startsWith("row"))',
  "ir.a.rows.all(x, x.empty == null || x.empty > 3)",
  "ir.a.rows.all(x, ir.a.rows.size() > 0)",
  "ir.a.rows.all(x, x.of.exists(o, o == x.n))",
  "ir.a.map.exists(name, name == 'row 7')",
  "[{'a': [1, 2]}] == [{'a': [1, 2]}] && {'a': 1} != {'a': 2}",
  "1 in [3, 2, 1] && !('x' in ['a', 'b']) && ir.a.rows[3] in ir.a.rows",
  "duration('1h30m') > duration('90s') && timestamp('2026-01-01T00:00:00Z').getFullYear() == 2026",
  "ir.a.text.contains('ab') || ir.a.text.size() == 200000",
  "ir.a.rows.all(x, x.gone || true) && ir.a.rows.exists(x, x.n == 3 || x.gone)",
])("over ten thousand elements %s is true, as it was without a limit", (expression) => {
  expect(evaluate(expression)).toBe(true);
});

test("several evaluations can share a budget, and what ended one does not end the next with its own", () => {
  const shared = new CelBudget(100_000);
  expect(evaluate("ir.a.rows.all(x, x.n >= 0)", shared)).toBe(true);
  expect(() => evaluate("ir.a.rows.all(x, x.n >= 0)", shared)).toThrow("more than 100,000 steps");
  expect(() => evaluate("1 == 1", shared)).toThrow("more than 100,000 steps");
  expect(evaluate("ir.a.rows.all(x, x.n >= 0)")).toBe(true);
});

test("a text that is cut into its characters costs an element for each", () => {
  expect(() => evaluate('ir.a.text.split("").size() > 0', new CelBudget(100_000))).toThrow("more than 100,000 steps");
});

test("without an evaluator to count in, there is no compiler", () => {
  expect(() => new CelMeter({ run: () => undefined })).toThrow("nothing would limit expressions");
});

test("what cannot be bounded is refused at its place when it is saved", () => {
  const step = { step: "t.read@1", input: {}, output: "rows" };
  const first = PipelineNode.parse({ key: "a", step: "t.read@1" });
  const faults = (condition: string) => {
    const second = PipelineNode.parse({ key: "b", step: "t.read@1", depends_on: ["a"], condition });
    return checkPipeline([first, second], [step], cel);
  };
  const at = (message: string) => [
    { location: "/nodes/1/condition", message: expect.stringContaining(message), fix: expect.any(String) },
  ];
  expect(cel(`ir.a.x == "${"y".repeat(2000)}"`)).toMatchObject({
    message: expect.stringContaining("longer than 2000"),
  });
  expect(faults("ir.a.x.all(x, x.all(y, y.all(z, z)))")).toEqual(at("nested more than 2 deep"));
  expect(faults("ir.a.x.all(x, x.map(y, y).filter(y, y.exists(z, z)).size() > 0)")).toEqual(at("nested more than 2"));
  expect(faults("ir.a.x.all(x, x.all(y, cel.bind(z, y, z.exists(w, w))))")).toEqual(at("nested more than 2 deep"));
  expect(faults("ir.a.x.filter(x, x.ok).map(x, x.y).exists(x, x.all(y, y > 1))")).toEqual([]);
  expect(faults(`${"!".repeat(1900)}ir.a.x`)).toEqual(at("deeper than 200 levels"));
  // Each doubles the type of its map: sixty of them would not be checked before the end of the world.
  expect(faults(`[1]${".map(a, {a: a})".repeat(60)}.size() > 0`)).toEqual(at("A key of a map is computed"));
  expect(faults(chain(40, "{1: 1}", (v) => `{${v}: ${v}}`))).toEqual(at("A key of a map is computed"));
  expect(faults("ir.a.x in [{'k': ir.a.y, 'l': 1}]")).not.toEqual(at("A key of a map is computed"));
});
