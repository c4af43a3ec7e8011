import type { ChartSpec } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { chartCsv, chartRows } from "./chart-rows.ts";

const bar: ChartSpec = {
  id: "c",
  kind: "bar",
  title: "t",
  subtitle: "",
  columns: ["Region"],
  query: { op: "sum", column: "Sales", filter: [] },
  by: { column: "Region" },
  unit: { kind: "number" },
  points: [
    { group: '=HYPERLINK("x")', value: 2.5 },
    { group: "-3", value: null },
  ],
  rest: { groups: 4, value: 7 },
};

test("the table behind a bar chart names every group, the rest among them", () => {
  expect(chartRows(bar).rows).toEqual([
    ['=HYPERLINK("x")', 2.5],
    ["-3", null],
    ["4 more", 7],
  ]);
});

test("a cell of the CSV never becomes a formula, and numbers keep their sign", () => {
  expect(chartCsv(chartRows(bar))).toBe('Region,sum of Sales\r\n"\'=HYPERLINK(""x"")",2.5\r\n-3,\r\n4 more,7');
});
