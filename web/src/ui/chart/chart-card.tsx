import { Chart, type ChartProps } from "./chart.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import { chartCsv, chartRows } from "./chart-rows.ts";
import { ChartTable } from "./chart-table.tsx";

interface ChartCardProps extends Omit<ChartProps, "onReady"> {
  /** An insight points at this chart. */
  marked?: boolean;
  headingLevel?: "h2" | "h3";
  className?: string;
}

const tableHeight = 240;

/** A chart with its title, the table behind it, and ways to take it elsewhere. */
export function ChartCard({ spec, marked = false, headingLevel, className, ...chart }: ChartCardProps) {
  return (
    <ChartFrame
      id={spec.id}
      title={spec.title}
      subtitle={spec.subtitle}
      marked={marked}
      headingLevel={headingLevel}
      className={className}
      drawing={(onReady) => <Chart spec={spec} onReady={onReady} {...chart} />}
      table={<ChartTable spec={spec} formats={chart.formats} height={chart.height ?? tableHeight} />}
      csv={() => chartCsv(chartRows(spec))}
    />
  );
}
