import { expect, test } from "vitest";
import { readDraft, writeSchema } from "./schema-draft.ts";

test("what is no JSON, no object or reaches elsewhere is no schema, and says where", () => {
  expect(readDraft("{")).toMatchObject({ schema: undefined, faults: [{ line: 1 }] });
  expect(readDraft("[]")).toMatchObject({ schema: undefined, faults: [{ message: "A schema is a JSON object." }] });
  const outside = readDraft('{\n"properties": {\n"a": { "$ref": "https://example.test/x" } } }');
  expect(outside).toMatchObject({ schema: undefined, faults: [{ line: 3, location: "/properties/a/$ref" }] });
});

test("what the server says stands on its line, and does not keep the rest from being looked at", () => {
  const text = writeSchema({ type: "nothing" });
  const draft = readDraft(text, [{ location: "/type", message: "must be equal to one of the allowed values" }]);
  expect(draft).toEqual({
    schema: { type: "nothing" },
    faults: [{ line: 2, message: "Must be equal to one of the allowed values.", location: "/type" }],
  });
  expect(readDraft(text).faults).toEqual([]);
});
