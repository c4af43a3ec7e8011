import type { Evidence, Filter } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { checkProse } from "./claims.ts";

const low: Filter = [{ column: "Tomatoes", is: "lte", value: 25 }];
const high: Filter = [{ column: "Tomatoes", is: "gte", value: 83 }];
const mean = (id: string, value: number, filter: Filter): Evidence => ({
  id,
  kind: "aggregate",
  label: "",
  query: { op: "mean", column: "Rating", filter },
  value,
});
const evidence: Evidence[] = [
  mean("e1", 7.47, high),
  mean("e2", 4.93, low),
  {
    id: "e3",
    kind: "test",
    label: "",
    name: "spearman",
    statistic: 0.78,
    p: 0,
    p_adjusted: 0,
    n: 2260,
    results: {},
    inputs: {},
  },
];
const check = (title: string) =>
  checkProse(
    { title, summary: "", next_steps: [] },
    evidence,
    { columns: ["Rating", "Tomatoes"], evidence },
    {
      columns: ["Rating", "Tomatoes"],
      row_count: 2260,
    },
  );

test("a number after a bound is tied to the threshold that was filtered by, never to a p-value or a size", () => {
  const { claims, unmatched } = check(
    "Rating averages 7.47 where Tomatoes is at least 83, against 4.93 where Tomatoes is at most 25",
  );
  expect(unmatched).toEqual([]);
  expect(claims.map(({ text, path }) => [text, path])).toEqual([
    ["7.47", "value"],
    ["83", "query/filter/0/value"],
    ["4.93", "value"],
    ["25", "query/filter/0/value"],
  ]);
});

test("a made-up threshold is unmatched, though a p-value lies below it", () => {
  expect(check("Rating averages 4.93 where Tomatoes is at most 31").unmatched.map(({ text }) => text)).toEqual(["31"]);
  expect(check("Rating averages 4.93 for at most 400,000 films").unmatched.map(({ text }) => text)).toEqual([
    "400,000",
  ]);
});

test("a p-value may be told as too small to show", () => {
  expect(check("Rating goes with Tomatoes (p < 0.001)").unmatched).toEqual([]);
});

test("an amount that adds up is the amount, not a bound", () => {
  expect(check("Rating where Tomatoes is at most 25 adds up to 6").unmatched.map(({ text }) => text)).toEqual(["6"]);
});
