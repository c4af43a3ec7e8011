import { expect, test } from "vitest";
import { conjuncts, unwrap } from "./expression.ts";

test("conjuncts are what stands between ANDs outside of any brackets and texts", () => {
  expect(conjuncts("((a = 1) AND (b = ( SELECT f('x AND y') AS f)) AND (c IS NULL))")).toEqual([
    "a = 1",
    "b = ( SELECT f('x AND y') AS f)",
    "c IS NULL",
  ]);
  expect(conjuncts("((a = 1) OR ((b = 2) AND (c = 3)))")).toEqual(["(a = 1) OR ((b = 2) AND (c = 3))"]);
  expect(conjuncts("true")).toEqual(["true"]);
});

test("only brackets around the whole are taken off", () => {
  expect(unwrap("((a))")).toBe("a");
  expect(unwrap("(a) OR (b)")).toBe("(a) OR (b)");
});
