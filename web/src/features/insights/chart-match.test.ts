import type { ChartSpec, Evidence } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { matchChart } from "./chart-match.ts";
import { type EvidenceHighlight, highlightOf, highlightOfInsight } from "./evidence-highlight.ts";

const base = { title: "t", subtitle: "", unit: { kind: "number" } } as const;
const months: ChartSpec = {
  ...base,
  id: "line",
  kind: "line",
  columns: ["Sales", "Date"],
  query: { op: "sum", column: "Sales", filter: [] },
  by: { column: "Date", grain: "month" },
  points: ["2017-03", "2017-04", "2017-05", "2017-06", "2017-07"].map((group) => ({ group, value: 1 })),
};
const regions: ChartSpec = {
  ...base,
  id: "bar",
  kind: "bar",
  columns: ["Sales", "Region"],
  query: { op: "sum", column: "Sales", filter: [] },
  by: { column: "Region" },
  points: ["East", "West"].map((group) => ({ group, value: 1 })),
  rest: null,
};
const discounts: ChartSpec = {
  ...base,
  id: "histogram",
  kind: "histogram",
  columns: ["Discount"],
  edges: [0, 1],
  bins: [4],
};
const scatter: ChartSpec = {
  ...base,
  id: "scatter",
  kind: "scatter",
  columns: ["Discount", "Profit"],
  x: "Discount",
  y: "Profit",
  points: [{ x: 0, y: 1, row: 7 }],
  sampled_from: 9,
};
const sum = (column: string, filter: Extract<Evidence, { kind: "aggregate" }>["query"]["filter"]): Evidence => ({
  id: "e1",
  kind: "aggregate",
  label: "",
  query: { op: "sum", column, filter },
  value: 1,
});
const match = (spec: ChartSpec, ...evidence: Evidence[]) =>
  matchChart(spec, highlightOf(evidence, evidence[0]?.id ?? "") as EvidenceHighlight);

test("a period lights up its months and no other", () => {
  const quarter = sum("Sales", [
    { column: "Date", is: "gte", value: "2017-04-01" },
    { column: "Date", is: "lt", value: "2017-07-01" },
  ]);
  expect(match(months, quarter)).toEqual({ marked: true, groups: new Set(["2017-04", "2017-05", "2017-06"]) });
  expect(match(regions, quarter)).toBeUndefined();
});

test("a group lights up wherever it is drawn, but marks only the chart of what is measured", () => {
  const west = [{ column: "Region", is: "eq", value: "West" } as const];
  expect(match(regions, sum("Sales", west))).toEqual({ marked: true, groups: new Set(["West"]) });
  expect(match(regions, sum("Profit", west))).toEqual({ marked: false, groups: new Set(["West"]) });
});

test("a bound lights up the values beyond it, itself left out", () => {
  const over = sum("Profit", [{ column: "Discount", is: "gt", value: 0.2 }]);
  const [from, to] = match(discounts, over)?.ranges?.get("Discount") ?? [];
  expect(from).toBeGreaterThan(0.2);
  expect(from).toBeCloseTo(0.2);
  expect(to).toBe(Number.POSITIVE_INFINITY);
  expect(match(scatter, over)?.marked).toBe(true);
});

test("a series marks the chart of the same computation, whatever period it is bounded to", () => {
  const series: Evidence = {
    id: "e1",
    kind: "series",
    label: "",
    query: { op: "sum", column: "Sales", filter: [{ column: "Date", is: "gte", value: "2017-01-01" }] },
    by: { column: "Date", grain: "month" },
    points: [],
  };
  expect(match(months, series)).toEqual({ marked: true });
  expect(match(regions, series)).toBeUndefined();
});

test("rows light up their points, and an insight its charts, rows and first number together", () => {
  const rows: Evidence = {
    id: "e2",
    kind: "rows",
    label: "",
    where: [],
    count: 1,
    columns: [],
    rows: [{ row: 7, cells: [] }],
  };
  expect(match(scatter, rows)?.rows).toEqual(new Set([7]));
  const chart: Evidence = { id: "e3", kind: "chart", label: "", chart_id: "bar" };
  const first = sum("Sales", [{ column: "Region", is: "eq", value: "West" }]);
  const whole = highlightOfInsight({ evidence: [first, rows, chart], claims: [{ evidence_id: "e1", path: "value" }] });
  expect(matchChart(regions, whole)).toEqual({ marked: true, groups: new Set(["West"]) });
  expect(whole.rows).toEqual(new Set([7]));
});
