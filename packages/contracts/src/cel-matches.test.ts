import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { conditionNames, createCel, isCelFault } from "./cel.ts";

const cel = createCel(new Environment(), conditionNames);
const evaluate = (expression: string, ir: Record<string, unknown>) => {
  const compiled = cel(expression);
  if (isCelFault(compiled)) throw new Error(compiled.message);
  return compiled.evaluate({ ir, metrics: {}, params: {}, input: {} });
};
const slow = `${"a".repeat(5_000)}!`;

test.each([
  'ir.x.matches("^(a+)+$")',
  'ir.l.exists(v, v.matches("^(a+)+$"))',
  'cel.bind(p, "^(a+)+$", ir.x.matches(p))',
  '(ir.x).matches(ir.p) && ir.x.matches("b")',
  'ir.x // matches(\n.matches("^(a+)+$")',
  'ir["x"].matches(ir.x.matches("c") ? "" : "^(a+)+$")',
])("%s answers at once over a text that RegExp never ends with", (expression) => {
  const started = performance.now();
  try {
    expect(evaluate(expression, { x: slow, l: [slow], p: "^(a+)+$" })).toBe(false);
  } catch (error) {
    // What cannot be replaced for certain is refused.
    expect(String(error)).toContain("matches cannot be used like this");
  }
  expect(performance.now() - started).toBeLessThan(1000);
});

test("matches means what it says, in strings and as a field too", () => {
  expect(evaluate('ir.x.matches("b+") && !ir.x.matches("^b")', { x: "abbb" })).toBe(true);
  expect(evaluate('ir.x == "a.matches(1)"', { x: "a.matches(1)" })).toBe(true);
  expect(evaluate("ir.matches.a == 1", { matches: { a: 1 } })).toBe(true);
});

test("a pattern that cannot be used is a fault of the expression", () => {
  for (const expression of ['ir.x.matches("(a)\\\\1")', 'ir.x.matches("[")', '"a".matches(1)']) {
    const compiled = cel(expression);
    expect(isCelFault(compiled) && compiled.message, expression).not.toContain("linear");
    expect(isCelFault(compiled), expression).toBe(true);
  }
});
