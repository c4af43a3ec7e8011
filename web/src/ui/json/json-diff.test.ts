import { expect, test } from "vitest";
import { jsonDiff } from "./json-diff.ts";

test("what is new, gone and changed is named where it is", () => {
  const before = { rows: 10, columns: ["a", "b"], note: "x/y" };
  const after = { rows: 12, columns: ["a"], "a/b": true };
  expect(jsonDiff(before, after)).toEqual([
    { location: "/rows", change: "changed", before: 10, after: 12 },
    { location: "/columns/1", change: "removed", before: "b" },
    { location: "/a~1b", change: "added", after: true },
    { location: "/note", change: "removed", before: "x/y" },
  ]);
});

test("items that carry a name are compared with themselves wherever they stand", () => {
  const before = [
    { key: "a", n: 1 },
    { key: "b", n: 2 },
  ];
  const after = [
    { key: "b", n: 3 },
    { key: "a", n: 1 },
  ];
  expect(jsonDiff(before, after)).toEqual([{ location: "/0/n", change: "changed", before: 2, after: 3 }]);
});

test("a name that two items share names nothing: places do", () => {
  const twins = (n: number) => [
    { name: "a", n },
    { name: "a", n: 2 },
  ];
  expect(jsonDiff(twins(1), twins(9))).toEqual([{ location: "/0/n", change: "changed", before: 1, after: 9 }]);
});

test("equal values in another order of keys do not differ, and a list is no object", () => {
  expect(jsonDiff({ a: 1, b: { c: [] } }, { b: { c: [] }, a: 1 })).toEqual([]);
  expect(jsonDiff({ a: [] }, { a: {} })).toHaveLength(1);
  expect(jsonDiff({ a: null }, { a: null })).toEqual([]);
});

test("a difference too large to read ends at the number asked for", () => {
  const many = (n: number) => Array.from({ length: 50 }, (_, i) => i * n);
  expect(jsonDiff(many(1), many(2), 10)).toHaveLength(10);
});
