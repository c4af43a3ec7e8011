import { axisLine, type ChartLook, escapeHtml, type SpecOf, tip, valueAxis } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";

type Histogram = SpecOf<"histogram">;

/** How often values fall between two edges; the bars stand on a true axis of values. */
export function histogramOption(spec: Histogram, look: ChartLook): EChartsCoreOption {
  const { theme, formats } = look;
  const range = look.highlight?.ranges?.get(spec.columns[0] ?? "");
  const edge = (i: number): number => spec.edges[i] ?? 0;
  const isLit = (i: number): boolean => {
    const middle = (edge(i) + edge(i + 1)) / 2;
    return !range || (middle >= range[0] && middle <= range[1]);
  };
  const anyLit = spec.bins.some((_, i) => isLit(i));
  return {
    grid: { left: 4, right: 14, top: 10, bottom: 2, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { type: "none" },
      formatter: (items: { dataIndex: number }[]) => {
        const i = items[0]?.dataIndex ?? 0;
        const span = `${formats.value(edge(i), spec.unit)} to ${formats.value(edge(i + 1), spec.unit)}`;
        return `${escapeHtml(span)}<br><b>${formats.value(spec.bins[i] ?? 0, { kind: "count" })}</b> rows`;
      },
    },
    xAxis: {
      ...valueAxis(look, spec.unit),
      min: edge(0),
      max: edge(spec.bins.length),
      splitLine: { show: false },
      axisLine: axisLine(theme),
      splitNumber: look.narrow ? 3 : 5,
      axisLabel: {
        color: theme.faint,
        hideOverlap: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
        formatter: (value: number) => formats.tick(value, spec.unit),
      },
    },
    yAxis: valueAxis(look, { kind: "count" }),
    series: [
      {
        type: "bar",
        barWidth: "96%",
        data: spec.bins.map((count, i) => ({
          value: [(edge(i) + edge(i + 1)) / 2, count],
          itemStyle: { color: theme.accent, opacity: anyLit && !isLit(i) ? 0.25 : 0.78 },
        })),
        emphasis: { disabled: true },
      },
    ],
  };
}
