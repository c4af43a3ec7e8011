import type { ChartSpec } from "@plumbline/contracts";
import { expect, test } from "vitest";
import type { ChartLook } from "./chart-look.ts";
import { chartOption } from "./chart-option.ts";

const theme = {
  ink: "#000000",
  muted: "#444444",
  line: "#dddddd",
  surface: "#ffffff",
  accent: "#0055aa",
  soft: "#aaaaaa",
  mark: "#ffeeaa",
  faint: "#777777",
};
const look: ChartLook = {
  theme,
  narrow: false,
  highlight: undefined,
  formats: { value: String, exact: String, tick: String, group: (group) => group },
};
const query = { op: "mean", column: "Sales", filter: [] } as const;
const base = { id: "c", title: "t", subtitle: "", columns: ["Sales"], unit: { kind: "number" } } as const;
const bar: ChartSpec = {
  ...base,
  columns: [...base.columns],
  kind: "bar",
  query: { ...query, filter: [] },
  by: { column: "Region" },
  points: [
    { group: "<img src=x onerror=alert(1)>", value: 2 },
    { group: "East", value: 1 },
  ],
  rest: null,
};
const line = (op: "sum" | "mean"): ChartSpec => ({
  ...base,
  columns: [...base.columns],
  kind: "line",
  query: { op, column: "Sales", filter: [] },
  by: { column: "Date", grain: "month" },
  points: ["2017-01", "2017-02", "2017-03"].map((group, i) => ({ group, value: 100 + i })),
});

test("bars always start at zero", () => {
  expect(chartOption(bar, look)).toMatchObject({ xAxis: { type: "value", scale: false } });
});

test("a line of totals starts at zero; a line of means may show its own range", () => {
  expect(chartOption(line("sum"), look)).toMatchObject({ yAxis: { scale: false } });
  expect(chartOption(line("mean"), look)).toMatchObject({ yAxis: { scale: true } });
});

test("what is not highlighted steps back, and a highlight of strangers changes nothing", () => {
  const opacities = (groups: string[]) =>
    JSON.stringify(chartOption(bar, { ...look, highlight: { groups: new Set(groups) } })).match(/"opacity":0[\d.]+/g);
  expect(opacities(["East"])).toEqual(['"opacity":0.85', '"opacity":0.28']);
  expect(opacities(["Elsewhere"])).toEqual(['"opacity":0.85', '"opacity":0.85']);
});

test("a group's name in a tooltip is text, whatever the file calls it", () => {
  const { tooltip } = chartOption(bar, look);
  const written = String(Object(tooltip).formatter([{ dataIndex: 1 }]));
  expect(written).toContain("&lt;img");
  expect(written).not.toContain("<img");
});

test("a histogram's bars stand between their edges", () => {
  const spec: ChartSpec = { ...base, columns: ["Sales"], kind: "histogram", edges: [0, 10, 20], bins: [3, 1] };
  const range: ChartLook["highlight"] = { ranges: new Map([["Sales", [10, 20]]]) };
  expect(chartOption(spec, { ...look, highlight: range })).toMatchObject({
    xAxis: { type: "value", min: 0, max: 20 },
    series: [
      {
        data: [
          { value: [5, 3], itemStyle: { opacity: 0.25 } },
          { value: [15, 1], itemStyle: { opacity: 0.78 } },
        ],
      },
    ],
  });
});

test("a bound that is itself left out does not light up the bar that holds it", () => {
  const spec: ChartSpec = { ...base, columns: ["Sales"], kind: "histogram", edges: [0, 10, 20, 30], bins: [3, 1, 2] };
  const lit = (from: number, to: number) =>
    JSON.stringify(chartOption(spec, { ...look, highlight: { ranges: new Map([["Sales", [from, to]]]) } }))
      .match(/"opacity":[\d.]+/g)
      ?.map((opacity) => !opacity.includes("0.25"));
  expect(lit(10, Number.POSITIVE_INFINITY)).toEqual([false, true, true]);
  expect(lit(10 + 1e-14, Number.POSITIVE_INFINITY)).toEqual([false, false, true]);
  expect(lit(10, 20)).toEqual([false, true, false]);
  expect(lit(12, 12)).toEqual([false, true, false]);
});
