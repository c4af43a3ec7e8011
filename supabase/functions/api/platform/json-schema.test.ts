import { expect, test } from "vitest";
import { schemaFaults, validatorOf } from "./json-schema.ts";

const schema = {
  type: "object",
  properties: { "a/b": { type: "integer" }, kind: { enum: ["x", "y"] }, name: { type: "string", pattern: "^(a|a)*$" } },
  required: ["kind"],
  additionalProperties: false,
};

test("faults point into the value and say what to do", () => {
  const validate = validatorOf(schema);
  expect(validate({ kind: "x" })).toEqual([]);
  expect(validate({ "a/b": "1", extra: 1 })).toEqual([
    { location: "/kind", message: "is missing", fix: "Add kind" },
    { location: "/extra", message: "is not allowed here", fix: "Remove extra" },
    { location: "/a~1b", message: "must be integer", fix: "Change it so that this holds" },
  ]);
  expect(validate({ kind: "z" })[0]?.fix).toBe('Use one of "x", "y"');
});

test("a pattern that would explode answers at once", () => {
  const started = performance.now();
  expect(validatorOf(schema)({ kind: "x", name: `${"a".repeat(50_000)}!` })).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("a value with very many faults answers the first", () => {
  const validate = validatorOf({ type: "array", items: { type: "string" } });
  expect(validate([1, 2, 3])).toHaveLength(3);
  expect(validate(Array.from({ length: 30_000 }, () => 1))).toHaveLength(1);
});

test("what is no schema, or not a safe one, is told before it is compiled", () => {
  expect(schemaFaults(schema)).toEqual([]);
  expect(schemaFaults({ type: "strin" })[0]?.location).toBe("/type");
  expect(schemaFaults({ properties: { a: { $ref: "https://example.test/" } } })[0]?.location).toBe(
    "/properties/a/$ref",
  );
  expect(schemaFaults({ type: "object", required: "a" })[0]?.location).toBe("/required");
});
