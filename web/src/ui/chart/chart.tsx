import type { ChartSpec } from "@plumbline/contracts";
import { useEffect, useRef, useState } from "react";
import { Skeleton } from "../skeleton.tsx";
import { useMedia } from "../use-media.ts";
import type { ChartFormats, ChartHighlight } from "./chart-look.ts";
import { chartOption } from "./chart-option.ts";
import { chartTheme } from "./chart-theme.ts";
import type { EChartsType } from "./echarts.ts";

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

/** Under this many pixels a chart has fewer ticks. */
const narrowWidth = 420;

/** Draws a chart; ECharts is loaded when the first one is needed. */
export function Chart({ spec, formats, highlight, height = naturalHeight(spec), onReady }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [ready, setReady] = useState(false);
  const [narrow, setNarrow] = useState(false);
  const theme = useThemeVersion();

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | undefined;
    void import("./echarts.ts").then(({ init }) => {
      if (gone || !host.current) return;
      const made = init(host.current);
      chart.current = made;
      observer = new ResizeObserver(() => {
        made.resize();
        setNarrow(made.getWidth() < narrowWidth);
      });
      observer.observe(host.current);
      onReady?.(() => made.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: chartTheme().surface }));
      setReady(true);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
      onReady?.(undefined);
      setReady(false);
    };
  }, [onReady]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's version stands for the colours that are read
  useEffect(() => {
    if (!ready) return;
    chart.current?.setOption(chartOption(spec, { theme: chartTheme(), narrow, highlight, formats }), {
      notMerge: true,
    });
  }, [ready, spec, narrow, highlight, theme, formats]);

  return (
    <div className="relative flex-1" style={{ minHeight: height }}>
      <div ref={host} role="img" aria-label={`${spec.title}. ${spec.subtitle}`} className="absolute inset-0" />
      {!ready && <Skeleton className="absolute inset-0" />}
    </div>
  );
}

/** A text that changes when light and dark change places, however that came about. */
function useThemeVersion(): string {
  const dark = useMedia("(prefers-color-scheme: dark)");
  const [chosen, setChosen] = useState(document.documentElement.dataset.theme ?? "");
  useEffect(() => {
    const observer = new MutationObserver(() => setChosen(document.documentElement.dataset.theme ?? ""));
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return `${dark} ${chosen}`;
}
