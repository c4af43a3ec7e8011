import type { ChartSpec, Unit } from "@plumbline/contracts";
import type { ChartTheme } from "./chart-theme.ts";
import type { EChartsCoreOption } from "./echarts.ts";

export interface ChartLook {
  theme: ChartTheme;
  /** Fewer ticks and no direct labels where there is no room. */
  narrow: boolean;
  /** Groups or data rows to bring out; everything else steps back. */
  highlight?: { groups?: ReadonlySet<string>; rows?: ReadonlySet<number> } | undefined;
  /** How a value of this unit is written. */
  format: (value: number, unit?: Unit) => string;
  formatAxis: (value: number) => string;
  /** How a group is written: `2017-Q2` -> `Q2 2017`. */
  formatGroup: (group: string) => string;
}

const count: Unit = { kind: "count" };

/** The ECharts option of a chart: zero-based bars, honest axes, one colour, direct labels before legends. */
export function chartOption(spec: ChartSpec, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  const base = {
    animation: false,
    aria: { enabled: true, label: { description: `${spec.title}. ${spec.subtitle}` } },
    textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11, color: theme.muted },
    grid: { left: 6, right: 16, top: 18, bottom: 4, containLabel: true },
    tooltip: {
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      borderWidth: 1,
      padding: [6, 8],
      textStyle: { color: theme.ink, fontSize: 12 },
      extraCssText: "box-shadow: none; border-radius: 6px;",
    },
  };
  switch (spec.kind) {
    case "line":
      return { ...base, ...line(spec, look) };
    case "bar":
      return { ...base, ...bars(spec, look) };
    case "histogram":
      return { ...base, ...histogram(spec, look) };
    case "scatter":
      return { ...base, ...scatter(spec, look) };
  }
}

const axisLine = (theme: ChartTheme) => ({ lineStyle: { color: theme.line } });

function valueAxis(look: ChartLook, scale = false) {
  return {
    type: "value",
    scale,
    splitNumber: look.narrow ? 3 : 4,
    axisLabel: { color: look.theme.faint, formatter: look.formatAxis },
    splitLine: { lineStyle: { color: look.theme.line } },
  };
}

type Of<K extends ChartSpec["kind"]> = Extract<ChartSpec, { kind: K }>;

function line(spec: Of<"line">, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  const groups = look.highlight?.groups;
  const last = spec.points.findLastIndex((point) => point.value !== null);
  // Sums and counts start at zero; means and rates may show their own range.
  const fromZero = spec.query.op === "sum" || spec.query.op === "count";
  return {
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { lineStyle: { color: theme.soft } },
      formatter: axisTip(spec, look),
    },
    xAxis: {
      type: "category",
      data: spec.points.map((point) => look.formatGroup(point.group)),
      boundaryGap: false,
      axisLine: axisLine(theme),
      axisTick: { show: false },
      axisLabel: {
        color: theme.faint,
        hideOverlap: true,
        showMinLabel: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
      },
    },
    yAxis: valueAxis(look, !fromZero),
    series: [
      {
        type: "line",
        data: spec.points.map((point, i) => ({
          value: point.value,
          symbol: i === last || groups?.has(point.group) ? "circle" : "none",
          symbolSize: groups?.has(point.group) ? 7 : 6,
          label: {
            show: i === last && !look.narrow && spec.points.length > 1,
            position: "top",
            align: "right",
            color: theme.ink,
            formatter: ({ value }: { value: number }) => look.format(value, spec.unit),
          },
        })),
        connectNulls: false,
        showAllSymbol: true,
        lineStyle: { color: theme.accent, width: 1.6 },
        itemStyle: { color: theme.accent },
        emphasis: { disabled: true },
        markArea: groups && groups.size > 0 ? markArea(spec, groups, look) : undefined,
      },
    ],
  };
}

/** A band behind each unbroken stretch of highlighted periods. */
function markArea(spec: Of<"line">, groups: ReadonlySet<string>, look: ChartLook) {
  const bands: [number, number][] = [];
  spec.points.forEach((point, i) => {
    if (!groups.has(point.group)) return;
    const band = bands.at(-1);
    if (band && band[1] === i - 1) band[1] = i;
    else bands.push([i, i]);
  });
  const name = (i: number) => look.formatGroup(spec.points[i]?.group ?? "");
  const edge = (i: number) => name(Math.min(Math.max(i, 0), spec.points.length - 1));
  return {
    silent: true,
    itemStyle: { color: look.theme.mark, opacity: 0.7 },
    data: bands.map(([from, to]) => [{ xAxis: edge(from === to ? from - 1 : from) }, { xAxis: edge(to) }]),
  };
}

function bars(spec: Of<"bar">, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  const groups = look.highlight?.groups;
  const points = spec.points.toReversed();
  return {
    grid: { left: 6, right: look.narrow ? 56 : 76, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { type: "none" },
      formatter: axisTip({ ...spec, points }, look),
    },
    xAxis: { ...valueAxis(look), axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      data: points.map((point) => look.formatGroup(point.group)),
      axisLine: { ...axisLine(theme), onZero: true },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, width: look.narrow ? 92 : 140, overflow: "truncate", interval: 0 },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 16,
        data: points.map((point) => ({
          value: point.value,
          itemStyle: { color: theme.accent, opacity: groups && !groups.has(point.group) ? 0.3 : 0.85, borderRadius: 2 },
          label: { position: (point.value ?? 0) < 0 ? "left" : "right" },
        })),
        label: {
          show: true,
          color: theme.muted,
          formatter: ({ value }: { value: number }) => look.format(value, spec.unit),
        },
        emphasis: { disabled: true },
      },
    ],
  };
}

function histogram(spec: Of<"histogram">, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  const label = (i: number) =>
    `${look.format(spec.edges[i] ?? 0, spec.unit)} to ${look.format(spec.edges[i + 1] ?? 0, spec.unit)}`;
  return {
    tooltip: {
      ...tip(look),
      trigger: "axis",
      axisPointer: { type: "none" },
      formatter: (items: { dataIndex: number }[]) => {
        const i = items[0]?.dataIndex ?? 0;
        return `${escape(label(i))}<br><b>${look.format(spec.bins[i] ?? 0, count)}</b> rows`;
      },
    },
    xAxis: {
      type: "category",
      data: spec.bins.map((_, i) => look.formatAxis(spec.edges[i] ?? 0)),
      axisLine: axisLine(theme),
      axisTick: { show: false },
      axisLabel: { color: theme.faint, hideOverlap: true, align: "left" },
    },
    yAxis: valueAxis(look),
    series: [
      {
        type: "bar",
        barCategoryGap: "6%",
        data: spec.bins,
        itemStyle: { color: theme.accent, opacity: 0.75 },
        emphasis: { disabled: true },
      },
    ],
  };
}

function scatter(spec: Of<"scatter">, look: ChartLook): EChartsCoreOption {
  const { theme } = look;
  const rows = look.highlight?.rows;
  return {
    grid: { left: 6, right: 16, top: 24, bottom: 18, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const point = spec.points[dataIndex];
        return point
          ? `Row ${point.row}<br>${escape(spec.x)} <b>${look.format(point.x)}</b><br>${escape(spec.y)} <b>${look.format(point.y)}</b>`
          : "";
      },
    },
    xAxis: {
      ...valueAxis(look, true),
      name: spec.x,
      nameLocation: "middle",
      nameGap: 22,
      nameTextStyle: { color: theme.muted },
    },
    yAxis: {
      ...valueAxis(look, true),
      name: spec.y,
      nameLocation: "end",
      nameGap: 8,
      nameTextStyle: { color: theme.muted, align: "left" },
    },
    series: [
      {
        type: "scatter",
        symbolSize: 4,
        data: spec.points.map((point) => ({
          value: [point.x, point.y],
          symbolSize: rows?.has(point.row) ? 9 : 4,
          itemStyle: { color: theme.accent, opacity: rows && !rows.has(point.row) ? 0.15 : 0.55 },
        })),
        emphasis: { disabled: true },
      },
    ],
  };
}

const tip = (look: ChartLook) => ({
  confine: true,
  backgroundColor: look.theme.surface,
  borderColor: look.theme.line,
  borderWidth: 1,
  padding: [6, 8],
  textStyle: { color: look.theme.ink, fontSize: 12 },
  extraCssText: "box-shadow: none; border-radius: 6px;",
});

const axisTip =
  (spec: Pick<Of<"line">, "points" | "unit">, look: ChartLook) =>
  (items: { dataIndex: number }[]): string => {
    const point = spec.points[items[0]?.dataIndex ?? 0];
    if (!point) return "";
    const value = point.value === null ? "no data" : look.format(point.value, spec.unit);
    return `${escape(look.formatGroup(point.group))}<br><b>${escape(value)}</b>`;
  };

/** ECharts tooltips are HTML; group names come from the tenant's file. */
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
