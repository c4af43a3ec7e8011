import { axisLine, type ChartLook, escapeHtml, type SpecOf, tip, valueAxis } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";

type Line = SpecOf<"line">;

/** Most points that still carry their own mark: a series this short may have holes a line alone would hide. */
const fewPoints = 40;

/** A value over calendar periods; its last point and what is highlighted are labelled in place. */
export function lineOption(spec: Line, look: ChartLook): EChartsCoreOption {
  const { theme, formats } = look;
  const lit = litGroups(spec, look);
  const last = spec.points.findLastIndex((point) => point.value !== null);
  // Sums and counts start at zero; means and rates may show their own range.
  const fromZero = spec.query.op === "sum" || spec.query.op === "count";
  const labelled = (i: number, group: string): boolean =>
    lit.size > 0 ? lit.has(group) && lit.size <= 3 : i === last && spec.points.length > 1;
  return {
    grid: { left: 4, right: 14, top: 20, bottom: 5, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { lineStyle: { color: theme.soft } },
      formatter: (items: { dataIndex: number }[]) => {
        const point = spec.points[items[0]?.dataIndex ?? 0];
        if (!point) return "";
        const value = point.value === null ? "no data" : formats.value(point.value, spec.unit);
        return `${escapeHtml(formats.group(point.group, spec.by))}<br><b>${escapeHtml(value)}</b>`;
      },
    },
    xAxis: {
      type: "category",
      data: spec.points.map((point) => formats.group(point.group, spec.by)),
      boundaryGap: false,
      axisLine: axisLine(theme),
      axisTick: { show: false },
      axisLabel: {
        color: theme.faint,
        hideOverlap: true,
        showMinLabel: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
        interval: Math.max(0, Math.ceil(spec.points.length / (look.narrow ? 3 : 6)) - 1),
      },
    },
    yAxis: valueAxis(look, spec.unit, !fromZero),
    series: [
      {
        type: "line",
        data: spec.points.map((point, i) => ({
          value: point.value,
          symbol: i === last || lit.has(point.group) || isolated(spec, i) ? "circle" : "none",
          symbolSize: lit.has(point.group) ? 7 : i === last ? 6 : 4,
          label: {
            show: labelled(i, point.group),
            position: "top",
            distance: 4,
            align: i > spec.points.length * 0.8 ? "right" : i < spec.points.length * 0.2 ? "left" : "center",
            color: theme.ink,
            fontSize: 11,
            // A rim in the colour of the card, so that the line never runs through the figure.
            textBorderColor: theme.surface,
            textBorderWidth: 3,
            formatter: ({ value }: { value: number }) => formats.value(value, spec.unit),
          },
        })),
        connectNulls: false,
        showAllSymbol: true,
        lineStyle: { color: theme.accent, width: 1.6 },
        itemStyle: { color: theme.accent },
        emphasis: { disabled: true },
        markArea: lit.size > 0 ? bands(spec, lit, look) : undefined,
      },
    ],
  };
}

/** The highlighted groups this line has; all of it, or nothing of it, is no highlight. */
function litGroups(spec: Line, look: ChartLook): ReadonlySet<string> {
  const groups = look.highlight?.groups;
  const lit = groups ? spec.points.map((point) => point.group).filter((group) => groups.has(group)) : [];
  return lit.length === spec.points.length ? new Set() : new Set(lit);
}

/** A point between two holes is no line, so it must be a dot. */
const isolated = (spec: Line, i: number): boolean =>
  spec.points.length <= fewPoints &&
  (spec.points[i - 1]?.value ?? null) === null &&
  (spec.points[i + 1]?.value ?? null) === null;

/** A band behind each unbroken stretch of highlighted periods. */
function bands(spec: Line, lit: ReadonlySet<string>, look: ChartLook) {
  const found: [number, number][] = [];
  spec.points.forEach((point, i) => {
    if (!lit.has(point.group)) return;
    const band = found.at(-1);
    if (band && band[1] === i - 1) band[1] = i;
    else found.push([i, i]);
  });
  const name = (i: number): string => {
    const point = spec.points[Math.min(Math.max(i, 0), spec.points.length - 1)];
    return look.formats.group(point?.group ?? "", spec.by);
  };
  return {
    silent: true,
    itemStyle: { color: look.theme.mark, opacity: 0.75 },
    data: found.map(([from, to]) => [{ xAxis: name(from === to ? from - 1 : from) }, { xAxis: name(to) }]),
  };
}
