import { axisLine, type ChartLook, escapeHtml, type SpecOf, tip, valueAxis } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";

type Bar = SpecOf<"bar">;

/** Groups side by side from zero, each with its figure at its end. */
export function barOption(spec: Bar, look: ChartLook): EChartsCoreOption {
  const { theme, formats } = look;
  const points = spec.points.toReversed();
  const groups = look.highlight?.groups;
  const lit = groups && points.some((point) => groups.has(point.group)) ? groups : undefined;
  const figure = (value: number | null): string => (value === null ? "no data" : formats.value(value, spec.unit));
  const negative = points.some((point) => (point.value ?? 0) < 0);
  const room = 8 + 6.4 * Math.max(0, ...points.map((point) => figure(point.value).length));
  return {
    grid: { left: negative ? room : 4, right: room, top: 2, bottom: 2, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { type: "none" },
      formatter: (items: { dataIndex: number }[]) => {
        const point = points[items[0]?.dataIndex ?? 0];
        if (!point) return "";
        return `${escapeHtml(formats.group(point.group, spec.by))}<br><b>${escapeHtml(figure(point.value))}</b>`;
      },
    },
    // The figures stand at the bars, so the axis needs none.
    xAxis: { ...valueAxis(look, spec.unit), axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      data: points.map((point) => formats.group(point.group, spec.by)),
      axisLine: { ...axisLine(theme), onZero: true },
      axisTick: { show: false },
      axisLabel: {
        color: theme.muted,
        width: look.narrow ? 92 : 132,
        overflow: "truncate",
        interval: 0,
        // With bars to both sides of zero the names keep to the edge.
        ...(negative && { margin: 8 }),
      },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        data: points.map((point) => ({
          value: point.value,
          itemStyle: {
            color: theme.accent,
            opacity: lit && !lit.has(point.group) ? 0.28 : 0.85,
            borderRadius: 2,
          },
          label: {
            position: (point.value ?? 0) < 0 ? "left" : "right",
            opacity: 1,
            color: lit?.has(point.group) ? theme.ink : theme.muted,
          },
        })),
        label: { show: true, fontSize: 11, formatter: ({ value }: { value: number }) => figure(value) },
        emphasis: { disabled: true },
      },
    ],
  };
}
