import type { ChartSpec, ColumnProfile, Correlation } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";
import { barCharts } from "./bar-charts.ts";
import { lineCharts } from "./line-charts.ts";
import { scatterCharts } from "./scatter-charts.ts";

const most = 12;

/** Charts worth a look, the best first: lines over time, bars of groups, strong pairs, distributions; twelve at most. */
export async function chartSpecs(
  table: Table,
  columns: readonly ColumnProfile[],
  correlations: readonly Correlation[],
): Promise<ChartSpec[]> {
  const lines = await lineCharts(table, columns);
  const bars = await barCharts(table, columns, lines.length > 0 ? 4 : 5);
  const scatters = await scatterCharts(table, columns, correlations, 2);
  const room = most - lines.length - bars.length - scatters.length;
  return [...lines, ...bars, ...scatters, ...histograms(columns).slice(0, Math.max(0, room))];
}

function histograms(columns: readonly ColumnProfile[]): ChartSpec[] {
  const order = ["measure", "rate", "amount"];
  return columns
    .filter((column) => column.histogram && order.includes(column.role) && column.unique_count > 5)
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.position - b.position)
    .map((column) => ({
      id: `histogram:${column.name}`,
      kind: "histogram" as const,
      title: `Distribution of ${column.name.trim()}`,
      subtitle: `${column.count.toLocaleString("en-US")} values`,
      columns: [column.name],
      unit: column.unit ?? { kind: "number" as const },
      edges: column.histogram?.edges ?? [],
      bins: column.histogram?.bins ?? [],
    }));
}
