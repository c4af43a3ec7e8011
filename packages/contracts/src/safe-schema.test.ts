import { expect, test } from "vitest";
import { unsafeSchema } from "./safe-schema.ts";
import type { JsonSchema } from "./steps.ts";

const places = (schema: JsonSchema) => unsafeSchema(schema).map((fault) => fault.location);

test("an ordinary schema is safe, references within it included", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $defs: { cell: { type: ["string", "null"], pattern: "^([a-z]+-)*\\d{2,4}$" } },
    type: "object",
    properties: { rows: { type: "array", items: { $ref: "#/$defs/cell" } }, id: { const: 1 } },
    required: ["rows"],
    additionalProperties: false,
  };
  expect(unsafeSchema(schema)).toEqual([]);
});

test.each<[string, JsonSchema, string]>([
  ["a reference to elsewhere", { properties: { a: { $ref: "https://example.test/s" } } }, "/properties/a/$ref"],
  ["a reference to nothing", { $ref: "#/$defs/a" }, "/$ref"],
  ["a reference to what is no schema", { $ref: "#/__proto__" }, "/$ref"],
  ["a name of its own", { $id: "x" }, "/$id"],
  ["a dynamic reference", { items: { $dynamicRef: "#a" } }, "/items/$dynamicRef"],
  ["an asynchronous schema", { $async: true }, "/$async"],
  ["another dialect", { $schema: "http://json-schema.org/draft-07/schema#" }, "/$schema"],
  ["a pattern that looks ahead", { $defs: { a: { pattern: "(?=a)" } } }, "/$defs/a/pattern"],
  ["a pattern of names", { patternProperties: { "(a)\\1": {} } }, "/patternProperties/(a)\\1"],
  ["unique objects without a limit", { uniqueItems: true, items: { type: "object" } }, "/uniqueItems"],
  ["itself at the same place", { $ref: "#" }, "/$ref"],
  ["itself further down", { properties: { a: { $ref: "#" } } }, "/properties/a/$ref"],
])("%s is refused at its place", (_, schema, at) => {
  expect(places(schema)).toEqual([at]);
});

test("unique items are allowed where telling them apart is cheap", () => {
  expect(places({ uniqueItems: true, items: { type: "string" } })).toEqual([]);
  expect(places({ uniqueItems: true, maxItems: 100 })).toEqual([]);
});

test("references that multiply, depth and size have a limit", () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `d${i}`,
      i === 29 ? {} : { anyOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
    ]),
  );
  expect(unsafeSchema({ $defs, $ref: "#/$defs/d0" })[0]?.message).toContain("checks");
  let deep: JsonSchema = {};
  for (let i = 0; i < 50; i++) deep = { items: deep };
  expect(unsafeSchema(deep)[0]?.message).toContain("nested");
  const bottomless: JsonSchema = JSON.parse(`{"x-note":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
  expect(unsafeSchema(bottomless)[0]?.message).toContain("levels");
  expect(unsafeSchema({ description: "x".repeat(200_000) })[0]?.message).toContain("characters");
});
