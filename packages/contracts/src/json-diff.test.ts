import { expect, test } from "vitest";
import { diffJson, isSameJson } from "./json-diff.ts";
import { diffPipelines, PipelineNode } from "./pipelines.ts";

test("differences are named with their place and both sides", () => {
  const before = { a: [1, { "b/c": null }], gone: true, same: { x: 1 } };
  const after = { same: { x: 1 }, a: [2, { "b/c": [] }, "new"] };
  expect(diffJson(before, after)).toEqual({
    count: 4,
    differences: [
      { location: "/a/0", change: "changed", before: 1, after: 2 },
      { location: "/a/1/b~1c", change: "changed", before: null, after: [] },
      { location: "/a/2", change: "added", after: "new" },
      { location: "/gone", change: "removed", before: true },
    ],
  });
});

test("all are counted, the first are told", () => {
  const { count, differences } = diffJson([1, 2, 3], [4, 5, 6], 2);
  expect([count, differences.length]).toEqual([3, 2]);
});

test("the order of keys is no difference, that of items is", () => {
  expect(isSameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(isSameJson([1, 2], [2, 1])).toBe(false);
  expect(isSameJson({}, [])).toBe(false);
});

test("versions of a pipeline differ by node and field", () => {
  const node = (key: string, more: object = {}) => PipelineNode.parse({ key, step: "a@1", ...more });
  const before = [node("a"), node("b", { params: { x: 1, y: 2 } }), node("c")];
  const after = [node("b", { params: { y: 2, x: 1 } }), node("a", { retries: 2, condition: "true" }), node("d")];
  expect(diffPipelines(before, after)).toEqual([
    { key: "a", change: "changed", fields: ["condition", "retries"] },
    { key: "d", change: "added", fields: [] },
    { key: "c", change: "removed", fields: [] },
  ]);
});
