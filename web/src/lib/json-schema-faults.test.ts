import { expect, test } from "vitest";
import { schemaFaults } from "./json-schema-faults.ts";

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { rows: { type: "integer", minimum: 1 }, columns: { type: "array", items: { type: "string" } } },
  required: ["rows"],
  additionalProperties: false,
};

test("what is outside a schema is named where it is", () => {
  expect(schemaFaults(schema, { rows: 2, columns: ["a"] })).toEqual([]);
  const found = schemaFaults(schema, { columns: ["a", 1], "x/y": 1 });
  expect(found.map((fault) => fault.location).toSorted()).toEqual(["/columns/1", "/rows", "/x~1y"]);
  expect(found.find((fault) => fault.location === "/columns/1")?.message).toBe("Expected string, received number.");
});

test("a schema that cannot be read here leaves the judgement to the server", () => {
  expect(schemaFaults({ $ref: "https://example.com/other.json" }, 1)).toEqual([]);
});
