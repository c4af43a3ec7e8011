import { expect, test } from "vitest";
import { paramFields, unknownParams } from "./param-fields.ts";

const step = {
  default_params: { limit: 10 },
  params_schema: {
    type: "object",
    properties: {
      limit: { type: "integer", minimum: 1, maximum: 50, description: "How many at most" },
      tone: { enum: ["plain", "formal"] },
      mixed: { enum: ["plain", 1] },
      deep: { type: "object" },
      quick: { type: "boolean", default: true },
    },
  },
};

test("every param has the control that fits it; the step's default counts before the schema's", () => {
  const fields = paramFields(step);
  expect(fields.map((field) => [field.name, field.kind, field.preset])).toEqual([
    ["limit", "integer", 10],
    ["tone", "choice", undefined],
    ["mixed", "json", undefined],
    ["deep", "json", undefined],
    ["quick", "boolean", true],
  ]);
  expect(fields[0]).toMatchObject({ minimum: 1, maximum: 50, description: "How many at most" });
});

test("a step without params has no fields, and what is set all the same is named", () => {
  expect(paramFields({ default_params: {}, params_schema: { type: "object" } })).toEqual([]);
  expect(unknownParams(paramFields(step), { limit: 1, limt: 2 })).toEqual(["limt"]);
});
