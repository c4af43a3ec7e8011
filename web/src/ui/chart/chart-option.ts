import type { ChartSpec } from "@plumbline/contracts";
import { barOption } from "./bar-option.ts";
import type { ChartLook } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";
import { histogramOption } from "./histogram-option.ts";
import { lineOption } from "./line-option.ts";
import { scatterOption } from "./scatter-option.ts";

/** The ECharts option of a chart: zero-based bars, honest axes, one colour, direct labels before legends. */
export function chartOption(spec: ChartSpec, look: ChartLook): EChartsCoreOption {
  const base = {
    animation: false,
    aria: { enabled: true, label: { description: `${spec.title}. ${spec.subtitle}` } },
    textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 11, color: look.theme.muted },
  };
  return { ...base, ...kindOption(spec, look) };
}

function kindOption(spec: ChartSpec, look: ChartLook): EChartsCoreOption {
  switch (spec.kind) {
    case "line":
      return lineOption(spec, look);
    case "bar":
      return barOption(spec, look);
    case "histogram":
      return histogramOption(spec, look);
    case "scatter":
      return scatterOption(spec, look);
  }
}
