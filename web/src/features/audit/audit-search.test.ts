import { expect, test } from "vitest";
import { filterOf } from "./audit-search.ts";

test("a day of the filter is the reader's own, from its first instant to the first of the next", () => {
  const { since, until } = filterOf({ from: "2026-11-20", to: "2026-11-20" });
  expect(new Date(since ?? "").getTime()).toBe(new Date(2026, 10, 20).getTime());
  expect(new Date(until ?? "").getTime()).toBe(new Date(2026, 10, 21).getTime());
});

test("what is not a day is no bound, and the opened entry is no filter", () => {
  expect(filterOf({ from: "soon", entry: 3, action: "member.updated" })).toEqual({
    action: "member.updated",
    since: undefined,
    until: undefined,
  });
});
