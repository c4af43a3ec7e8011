import { expect, test } from "vitest";
import { changesBetween, valueWords } from "./changes.ts";

test("only what differs is told, nested names with their path", () => {
  const before = { version: 1, value: { max_insights: 40, use_language_model: true } };
  const after = { version: 2, value: { max_insights: 30, use_language_model: true } };
  expect(changesBetween(before, after)).toEqual([
    { name: "version", before: 1, after: 2 },
    { name: "value.max_insights", before: 40, after: 30 },
  ]);
});

test("what was made has no before, what is gone has no after, and null is neither", () => {
  expect(changesBetween(null, { role: "viewer", approved_at: null })).toEqual([
    { name: "role", before: undefined, after: "viewer" },
  ]);
  expect(changesBetween({ role: "viewer" }, null)).toEqual([{ name: "role", before: "viewer", after: undefined }]);
});

test("lists are compared as a whole", () => {
  expect(changesBetween({ tags: ["a"] }, { tags: ["a", "b"] })).toEqual([
    { name: "tags", before: ["a"], after: ["a", "b"] },
  ]);
  expect(changesBetween({ tags: ["a"] }, { tags: ["a"] })).toEqual([]);
});

test("values are written for people", () => {
  expect(valueWords(true)).toBe("yes");
  expect(valueWords(0.05)).toBe("0.05");
  expect(valueWords(12_000)).toBe("12,000");
  expect(valueWords(undefined)).toBe("–");
  expect(valueWords(["a"])).toBe('["a"]');
});
