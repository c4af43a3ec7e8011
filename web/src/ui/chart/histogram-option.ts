import { axisLine, type ChartLook, escapeHtml, type SpecOf, tip, valueAxis } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";

type Histogram = SpecOf<"histogram">;

/** How often values fall between two edges; the bars stand on a true axis of values. */
export function histogramOption(spec: Histogram, look: ChartLook): EChartsCoreOption {
  const { theme, formats } = look;
  const range = look.highlight?.ranges?.get(spec.columns[0] ?? "");
  const edge = (i: number): number => spec.edges[i] ?? 0;
  const isLit = (i: number): boolean => !range || overlaps(edge(i), edge(i + 1), range);
  const anyLit = spec.bins.some((_, i) => isLit(i));
  return {
    grid: { left: 4, right: 14, top: 10, bottom: 5, containLabel: true },
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
      axisTick: { show: false },
      min: edge(0),
      max: edge(spec.bins.length),
      // Bars reach from edge to edge by themselves.
      containShape: false,
      interval: tickEvery(spec.bins.length, look.narrow ? 3 : 5) * (edge(1) - edge(0)),
      splitLine: { show: false },
      axisLine: axisLine(theme),
      axisLabel: {
        color: theme.faint,
        hideOverlap: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
        formatter: (value: number) => formats.tick(value, spec.unit),
      },
    },
    yAxis: { ...valueAxis(look, { kind: "count" }), axisLine: { show: false }, axisTick: { show: false } },
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

/** Whether the values between two edges are meant: one bound of a bin never counts for what lies beyond it. */
function overlaps(from: number, to: number, [low, high]: readonly [number, number]): boolean {
  if (low === high) return low >= from && low < to;
  const middle = (from + to) / 2;
  // "Over 0.2" is just past the edge 0.2, and the bin from there holds 0.2 itself.
  const excluded = low > from && low - from < (to - from) * 1e-6;
  return middle >= low && middle <= high && !excluded;
}

/** Bins between two ticks: few enough ticks, and one at either end where that can be. */
function tickEvery(bins: number, most: number): number {
  const least = Math.max(1, Math.ceil(bins / most));
  for (let every = least; every <= 2 * least; every++) if (bins % every === 0) return every;
  return least;
}
