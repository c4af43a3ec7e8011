import type { ChartSpec } from "@plumbline/contracts";
import { useCallback } from "react";
import type { ChartFormats, ChartHighlight } from "./chart-look.ts";
import { chartOption } from "./chart-option.ts";
import type { ChartTheme } from "./chart-theme.ts";
import { Drawing } from "./drawing.tsx";

export interface ChartProps {
  spec: ChartSpec;
  formats: ChartFormats;
  highlight?: ChartHighlight | undefined;
  /** Pixels, at least; it fills what holds it. Bar charts grow with their bars unless it is given. */
  height?: number | undefined;
  /** Hands over a function that gives the drawing as a PNG data URL, and takes it back when the drawing goes. */
  onReady?: ((png: (() => string) | undefined) => void) | undefined;
}

const naturalHeight = (spec: ChartSpec): number =>
  spec.kind === "bar" ? Math.max(64, 22 * spec.points.length + 8) : 188;

/** Draws a chart of the contracts. */
export function Chart({ spec, formats, highlight, height = naturalHeight(spec), onReady }: ChartProps) {
  const option = useCallback(
    (look: { theme: ChartTheme; narrow: boolean }) => chartOption(spec, { ...look, highlight, formats }),
    [spec, highlight, formats],
  );
  return <Drawing label={`${spec.title}. ${spec.subtitle}`} option={option} height={height} onReady={onReady} />;
}
