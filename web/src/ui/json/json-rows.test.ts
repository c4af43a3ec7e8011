import { expect, test } from "vitest";
import { around, firstOpen, jsonRows, searchJson } from "./json-rows.ts";

const value = { columns: [{ name: "Sales", nulls: 3 }, { name: "Region" }], rows: 10 };

test("only what is unfolded has lines", () => {
  expect(jsonRows(value, new Set([""])).map((row) => row.pointer)).toEqual(["", "/columns", "/rows"]);
  const deep = jsonRows(value, new Set(["", "/columns", "/columns/0"]));
  expect(deep.map((row) => [row.name, row.depth, row.open])).toEqual([
    [undefined, 0, true],
    ["columns", 1, true],
    [0, 2, true],
    ["name", 3, undefined],
    ["nulls", 3, undefined],
    [1, 2, false],
    ["rows", 1, undefined],
  ]);
});

test("a fault is said at its place, at what misses it, and counted by what is around it", () => {
  const notes = [
    { location: "/columns/0/nulls", message: "must be a string" },
    { location: "/columns/1/nulls", message: "is missing" },
  ];
  const rows = jsonRows(value, firstOpen(value, notes), notes);
  const at = (pointer: string) => rows.find((row) => row.pointer === pointer);
  expect(at("/columns/0/nulls")?.notes).toEqual(["must be a string"]);
  expect(at("/columns/1")?.notes).toEqual(["is missing"]);
  expect(at("")?.inside).toBe(2);
  expect(at("/columns/0")?.inside).toBe(1);
});

test("names and plain values are found, however deep", () => {
  expect(searchJson(value, "NULLS")).toEqual(["/columns/0/nulls"]);
  expect(searchJson(value, "region")).toEqual(["/columns/1/name"]);
  expect(searchJson(value, "")).toEqual([]);
  expect(around("/columns/0/nulls")).toEqual(["", "/columns", "/columns/0"]);
});
