import { tokenColour } from "../token-colour.ts";
import { escapeHtml } from "./chart-look.ts";
import type { ChartTheme } from "./chart-theme.ts";
import type { EChartsCoreOption } from "./echarts.ts";

export type SeriesTone = "accent" | "muted" | "pass" | "minor" | "critical";

/** Several values for each of the same groups: lines over time, columns over time, or bars beside one another. */
export interface SeriesSpec {
  id: string;
  title: string;
  subtitle: string;
  kind: "lines" | "columns" | "bars";
  /** What the groups are called together, as "Day". */
  by: string;
  groups: readonly string[];
  series: readonly { name: string; tone: SeriesTone; dashed?: boolean; values: readonly (number | null)[] }[];
  /** The end of the axis, where it is known: 1 for shares. */
  maximum?: number;
}

/** How the values of a series chart are written. */
export interface SeriesFormats {
  value: (value: number) => string;
  tick: (value: number) => string;
  /** There is nothing between two of them: no tick at half a run. */
  whole?: boolean;
}

/** The colours of the tones in the theme on the screen. */
export const toneColours = (): Record<SeriesTone, string> => ({
  accent: tokenColour("accent"),
  muted: tokenColour("line-strong"),
  pass: tokenColour("pass"),
  minor: tokenColour("minor"),
  critical: tokenColour("critical"),
});

/** The ECharts option of several series: zero-based, columns stacked, lines told apart by dashes as well as by colour. */
export function seriesOption(
  spec: SeriesSpec,
  look: { theme: ChartTheme; narrow: boolean; colours: Record<SeriesTone, string> },
  formats: SeriesFormats,
): EChartsCoreOption {
  const { theme, narrow, colours } = look;
  const flat = spec.kind === "bars";
  const categories = {
    type: "category",
    data: spec.groups,
    inverse: flat,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: {
      color: flat ? theme.ink : theme.faint,
      hideOverlap: true,
      ...(flat
        ? { width: narrow ? 110 : 180, overflow: "truncate" }
        : { interval: Math.max(0, Math.ceil(spec.groups.length / (narrow ? 3 : 7)) - 1) }),
    },
    boundaryGap: spec.kind !== "lines",
  };
  const values = {
    type: "value",
    min: 0,
    ...(formats.whole && { minInterval: 1 }),
    ...(spec.maximum === undefined
      ? { splitNumber: narrow ? 2 : 4 }
      : { max: spec.maximum, interval: spec.maximum / (narrow ? 2 : 4) }),
    axisLabel: { color: theme.faint, hideOverlap: true, formatter: formats.tick },
    splitLine: { lineStyle: { color: theme.line } },
  };
  return {
    animation: false,
    aria: { enabled: true, label: { description: `${spec.title}. ${spec.subtitle}` } },
    textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11, color: theme.muted },
    grid: { left: 4, right: 14, top: 10, bottom: 5, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.line,
      borderWidth: 1,
      padding: [6, 8],
      textStyle: { color: theme.ink, fontSize: 12 },
      extraCssText: "box-shadow: var(--float); border-radius: 6px;",
      axisPointer: { type: spec.kind === "lines" ? "line" : "shadow", lineStyle: { color: theme.soft } },
      formatter: (items: { dataIndex: number }[]) => {
        const at = items[0]?.dataIndex ?? 0;
        const lines = spec.series.map((one) => {
          const value = one.values[at] ?? null;
          return `${escapeHtml(one.name)} <b>${value === null ? "no data" : escapeHtml(formats.value(value))}</b>`;
        });
        return [escapeHtml(spec.groups[at] ?? ""), ...lines].join("<br>");
      },
    },
    ...(flat ? { xAxis: values, yAxis: categories } : { xAxis: categories, yAxis: values }),
    series: spec.series.map((one) => ({
      name: one.name,
      type: spec.kind === "lines" ? "line" : "bar",
      data: one.values.map((value, i) =>
        spec.kind === "lines" && value !== null && isAlone(one.values, i) ? { value, symbol: "circle" } : value,
      ),
      ...(spec.kind === "columns" && { stack: "all" }),
      barMaxWidth: flat ? 12 : 28,
      barGap: "20%",
      symbol: "none",
      symbolSize: 5,
      connectNulls: false,
      itemStyle: { color: colours[one.tone] },
      lineStyle: { color: colours[one.tone], width: 1.6, type: one.dashed ? "dashed" : "solid" },
      emphasis: { disabled: true },
    })),
  };
}

/** A point between two holes is no line, so it must be a dot. */
const isAlone = (values: readonly (number | null)[], i: number): boolean =>
  (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;
