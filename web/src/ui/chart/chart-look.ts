import type { ChartSpec, GroupBy, Unit } from "@plumbline/contracts";
import type { ChartTheme } from "./chart-theme.ts";

/** A chart of one kind. */
export type SpecOf<K extends ChartSpec["kind"]> = Extract<ChartSpec, { kind: K }>;

/** How the figures of a chart are written; one for all charts, so that the same value reads the same everywhere. */
export interface ChartFormats {
  value: (value: number | null, unit?: Unit) => string;
  /** With every digit, for the table behind the chart. */
  exact: (value: number | null, unit?: Unit) => string;
  /** Short, for an axis. */
  tick: (value: number, unit?: Unit) => string;
  /** A group: `2017-Q2` -> `Q2 2017`. */
  group: (group: string, by: GroupBy) => string;
}

/** What to bring out of a chart; everything else steps back. What a chart does not have leaves it as it is. */
export interface ChartHighlight {
  groups?: ReadonlySet<string>;
  /** 1-based data rows. */
  rows?: ReadonlySet<number>;
  /** Values of a column from one bound to the other, both included. */
  ranges?: ReadonlyMap<string, readonly [from: number, to: number]>;
}

/** All that the option of a chart depends on beside its data. */
export interface ChartLook {
  theme: ChartTheme;
  /** Fewer ticks and shorter labels where there is no room. */
  narrow: boolean;
  highlight: ChartHighlight | undefined;
  formats: ChartFormats;
}

/** The hairline look every axis shares. */
export const axisLine = (theme: ChartTheme) => ({ lineStyle: { color: theme.line } });

/** An axis of values; `scale` lets it start elsewhere than at zero, which bars never may. */
export function valueAxis(look: ChartLook, unit: Unit | undefined, scale = false) {
  return {
    type: "value",
    scale,
    splitNumber: look.narrow ? 3 : 4,
    axisLabel: {
      color: look.theme.faint,
      hideOverlap: true,
      formatter: (value: number) => look.formats.tick(value, unit),
    },
    splitLine: { lineStyle: { color: look.theme.line } },
  };
}

/** The look of the box that follows the pointer. */
export const tip = (look: ChartLook) => ({
  confine: true,
  backgroundColor: look.theme.surface,
  borderColor: look.theme.line,
  borderWidth: 1,
  padding: [6, 8],
  textStyle: { color: look.theme.ink, fontSize: 12, fontFamily: "Inter Variable, system-ui, sans-serif" },
  extraCssText: "box-shadow: var(--float); border-radius: 6px;",
});

/** ECharts tooltips are HTML; names of groups and columns come from the tenant's file. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
