import { Findings, type JsonSchema, PipelineNode, Profile } from "@plumbline/contracts";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { z } from "zod";
import { schemaFaults } from "./json-schema-faults.ts";

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { rows: { type: "integer", minimum: 1 }, columns: { type: "array", items: { type: "string" } } },
  required: ["rows"],
  additionalProperties: false,
};

test("what is outside a schema is named where it is, in words", () => {
  expect(schemaFaults(schema, { rows: 2, columns: ["a"] })).toEqual([]);
  expect(schemaFaults(schema, { columns: ["a", 1], "x/y": 1 })).toEqual([
    { location: "/rows", message: "This is missing." },
    { location: "/columns/1", message: "Must be a text." },
    { location: "/x~1y", message: "This is not expected here." },
  ]);
  expect(schemaFaults(schema, { rows: 0 })).toEqual([{ location: "/rows", message: "Must be at least 1." }]);
});

test("of several alternatives the nearest speaks", () => {
  const shapes = {
    oneOf: [
      { type: "object", properties: { kind: { const: "a" }, n: { type: "number" } }, required: ["kind", "n"] },
      { type: "object", properties: { kind: { const: "b" }, s: { type: "string" } }, required: ["kind", "s"] },
    ],
  };
  expect(schemaFaults(shapes, { kind: "b", s: 1 })).toEqual([{ location: "/s", message: "Must be a text." }]);
  expect(schemaFaults(shapes, 5)).toEqual([{ location: "", message: "None of the alternatives accepts this." }]);
});

test("what cannot be checked here is left to the server: foreign references, circles, patterns", () => {
  expect(schemaFaults({ $ref: "https://example.com/other.json" }, 1)).toEqual([]);
  expect(schemaFaults({ $ref: "#" }, 1)).toEqual([]);
  expect(schemaFaults({ type: "string", pattern: "^(a+)+$" }, "b")).toEqual([]);
});

// The server judges with ajv: nothing may be refused here that it accepts, and what is plainly wrong is found by both.
const ajv = new Ajv2020({ strict: false, logger: false });
const node = PipelineNode.parse({ key: "parse", step: "dataset.parse@1" });
const cases: [name: string, schema: JsonSchema, values: unknown[]][] = [
  [
    "a node",
    { ...z.toJSONSchema(PipelineNode, { io: "input" }) },
    [
      node,
      { ...node, retries: 21 },
      { ...node, retries: 1.5 },
      { ...node, depends_on: [1] },
      { ...node, more: 1 },
      { step: "x@1" },
      { ...node, timeout_ms: null },
      { ...node, timeout_ms: "1" },
      [],
      null,
      "x",
    ],
  ],
  ["findings", { ...z.toJSONSchema(Findings, { unrepresentable: "any" }) }, [{}, { tests: "x" }, 1]],
  ["a profile", { ...z.toJSONSchema(Profile, { unrepresentable: "any" }) }, [{}, { columns: [{}] }]],
  ["bounds", { type: "string", minLength: 2, maxLength: 3 }, ["a", "ab", "\u{1f600}\u{1f600}", "abcd", 2]],
  [
    "lists",
    { prefixItems: [{ const: 1 }], items: { enum: ["a", null] }, minItems: 1 },
    [[], [1], [1, "a", null], [2], [1, "b"]],
  ],
  [
    "references",
    { $defs: { n: { exclusiveMinimum: 0 } }, additionalProperties: { $ref: "#/$defs/n" } },
    [{ a: 1 }, { a: 0 }],
  ],
];
test.each(cases)("%s: it refuses what the server refuses, and nothing else", (_, one, values) => {
  const accepts = ajv.compile(one);
  for (const value of values) expect(schemaFaults(one, value).length === 0, JSON.stringify(value)).toBe(accepts(value));
});
