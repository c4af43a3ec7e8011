import { expect, test } from "vitest";
import { z } from "zod";
import { type SeriesFormats, type SeriesSpec, seriesOption } from "./series-option.ts";

const theme = { ink: "", muted: "", line: "", surface: "", accent: "", soft: "", mark: "", faint: "" };
const colours = { accent: "a", muted: "b", pass: "c", minor: "d", critical: "e" };
const formats = { value: (value: number) => `${value} ms`, tick: String };
const spec: SeriesSpec = {
  id: "x",
  title: "Duration",
  subtitle: "",
  kind: "lines",
  by: "Day",
  groups: ["1 Nov <b>", "2 Nov", "3 Nov"],
  series: [
    { name: "median", tone: "accent", values: [10, null, 30] },
    { name: "95 of 100", tone: "accent", dashed: true, values: [20, 25, null] },
  ],
};
const Option = z.object({
  tooltip: z.object({
    formatter: z.function({ input: [z.array(z.object({ dataIndex: z.number() }))], output: z.string() }),
  }),
  series: z.array(
    z.object({ data: z.array(z.unknown()), lineStyle: z.object({ type: z.string() }), stack: z.string().optional() }),
  ),
  xAxis: z.object({ type: z.string() }),
  yAxis: z.object({ type: z.string(), min: z.number().optional(), minInterval: z.number().optional() }),
});
const drawn = (of: SeriesSpec, written: SeriesFormats = formats) =>
  Option.parse(seriesOption(of, { theme, narrow: false, colours }, written));

test("a hole is a hole: what stands alone is a dot, and the pointer says that there is no data", () => {
  const option = drawn(spec);
  expect(option.series[0]?.data).toEqual([{ value: 10, symbol: "circle" }, null, { value: 30, symbol: "circle" }]);
  expect(option.series[1]?.lineStyle.type).toBe("dashed");
  expect(option.tooltip.formatter([{ dataIndex: 1 }])).toBe("2 Nov<br>median <b>no data</b><br>95 of 100 <b>25 ms</b>");
});

test("names are text, never HTML", () => {
  const named = { ...spec, series: [{ name: "<i>", tone: "accent" as const, values: [1] }] };
  expect(drawn(named).tooltip.formatter([{ dataIndex: 0 }])).toBe("1 Nov &lt;b&gt;<br>&lt;i&gt; <b>1 ms</b>");
});

test("values start at zero; bars lie, columns stand on one another", () => {
  expect(drawn(spec).yAxis.min).toBe(0);
  expect(drawn({ ...spec, kind: "bars" }).xAxis.type).toBe("value");
  expect(drawn({ ...spec, kind: "columns" }).series[0]?.stack).toBe("all");
  expect(drawn({ ...spec, kind: "bars" }).series[0]?.stack).toBeUndefined();
});

test("what is counted has no tick between two of it", () => {
  expect(drawn(spec, { ...formats, whole: true }).yAxis.minInterval).toBe(1);
  expect(drawn(spec).yAxis.minInterval).toBeUndefined();
});
