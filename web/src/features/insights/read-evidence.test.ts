import type { Evidence } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { readEvidence } from "./read-evidence.ts";

const evidence: Evidence[] = [
  {
    id: "e1",
    kind: "aggregate",
    label: "Loss",
    query: { op: "sum", column: "Profit", filter: [{ column: "Discount", is: "gt", value: 0.2 }] },
    value: -135_376.0555,
  },
  { id: "e2", kind: "aggregate", label: "All", query: { op: "count", filter: [] }, value: 9994 },
  {
    id: "e3",
    kind: "series",
    label: "Sales by quarter",
    unit: { kind: "currency", symbol: "USD" },
    query: { op: "sum", column: "Sales", filter: [] },
    by: { column: "Date", grain: "quarter" },
    points: [{ group: "2017-Q2", value: 612_400 }],
  },
  {
    id: "e4",
    kind: "comparison",
    label: "Share",
    op: "share",
    left: "e1",
    right: "e3/points/2017-Q2",
    value: -0.2210582,
  },
  {
    id: "e5",
    kind: "rows",
    label: "Losses",
    where: [{ column: "Profit", is: "lt", value: 0 }],
    count: 24,
    columns: ["Profit"],
    rows: [{ row: 7, cells: ["-3.50"] }],
  },
  {
    id: "e6",
    kind: "test",
    label: "Difference",
    name: "kruskal_wallis",
    statistic: 12,
    p: 0.01,
    p_adjusted: 0.02,
    n: 641,
    results: { rank_variance_share: 0.442 },
    inputs: {},
  },
];
const read = (id: string, path: string) => readEvidence(evidence, id, path);

test("a number shows its computation in words and its exact value", () => {
  expect(read("e1", "value")).toMatchObject({
    computed: ['sum("Profit") where "Discount" > 0.2'],
    exact: "-135,376.0555",
  });
  expect(read("e2", "value")).toMatchObject({ computed: ["count(rows)"], exact: "9,994" });
});

test("a bound of a filter shows the condition it comes from", () => {
  expect(read("e1", "query/filter/0/value")).toMatchObject({ computed: ['"Discount" > 0.2'], exact: "0.2" });
  expect(read("e5", "where/0/value")).toMatchObject({ computed: ['"Profit" < 0'], exact: "0" });
});

test("a comparison shows both its sides, also where one is a point of a series", () => {
  expect(read("e4", "value")).toMatchObject({
    computed: ['-135,376 = sum("Profit") where "Discount" > 0.2', '÷ $612,400 = sum("Sales") in Q2 2017'],
    exact: "-22.10582%",
  });
});

test("points, rows, cells and the numbers of a test can all be read", () => {
  expect(read("e3", "points/2017-Q2")?.exact).toBe("$612,400");
  expect(read("e5", "count")?.exact).toBe("24");
  expect(read("e5", "rows/0/cells/0")).toMatchObject({ computed: ['"Profit" in row 7'], exact: "-3.50" });
  expect(read("e6", "n")?.exact).toBe("641");
  expect(read("e6", "results/rank_variance_share")?.exact).toBe("44.2%");
});

test("what is not there reads as nothing", () => {
  for (const [id, path] of [
    ["e9", "value"],
    ["e3", "points/2016-Q1"],
    ["e6", "results/rho"],
    ["e1", "query/filter/3/value"],
  ] as const)
    expect(read(id, path)).toBeUndefined();
});
