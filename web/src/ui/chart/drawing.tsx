import { useEffect, useRef, useState } from "react";
import { Skeleton } from "../skeleton.tsx";
import { useMedia } from "../use-media.ts";
import { type ChartTheme, chartTheme } from "./chart-theme.ts";
import type { EChartsCoreOption, EChartsType } from "./echarts.ts";

interface DrawingProps {
  /** What it shows, for those who cannot see it. */
  label: string;
  /** Made anew for another theme or width; keep the function stable while the data stays. */
  option: (look: { theme: ChartTheme; narrow: boolean }) => EChartsCoreOption;
  /** Pixels, at least; it fills what holds it. */
  height: number;
  /** Hands over a function that gives the drawing as a PNG data URL, and takes it back when the drawing goes. */
  onReady?: ((png: (() => string) | undefined) => void) | undefined;
}

/** Under this many pixels a chart has fewer ticks. */
const narrowWidth = 420;

/** Draws with ECharts, which is loaded when the first drawing is needed; follows its size and the theme. */
export function Drawing({ label, option, height, onReady }: DrawingProps) {
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
    chart.current?.setOption(option({ theme: chartTheme(), narrow }), { notMerge: true });
  }, [ready, option, narrow, theme]);

  return (
    <div className="relative flex-1" style={{ minHeight: height }}>
      <div ref={host} role="img" aria-label={label} className="absolute inset-0" />
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
