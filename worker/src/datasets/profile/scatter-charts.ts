import type { ChartSpec, ColumnProfile, Correlation } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";

const sampledPoints = 500;
const strong = 0.5;
/** Beyond this one column is a copy of the other, and a picture of a straight line says nothing. */
const trivial = 0.999;

/** Scatter plots of the strongest pairs, every n-th row when there are many. */
export async function scatterCharts(
  table: Table,
  columns: readonly ColumnProfile[],
  correlations: readonly Correlation[],
  limit: number,
): Promise<ChartSpec[]> {
  const charts: ChartSpec[] = [];
  const drawn = new Set<string>();
  const drawable = new Set(
    columns.filter(({ role }) => ["amount", "measure", "rate"].includes(role)).map(({ name }) => name),
  );
  for (const { a, b, pearson, n } of correlations) {
    if (charts.length >= limit) break;
    if (!drawable.has(a) || !drawable.has(b)) continue;
    if (Math.abs(pearson) < strong || Math.abs(pearson) > trivial || drawn.has(a) || drawn.has(b)) continue;
    const [x, y] = [table.column(a), table.column(b)];
    const every = Math.max(1, Math.floor(table.row_count / sampledPoints));
    const rows = await table.query<{ x: number | null; y: number | null; row: number }>(
      `select v${x.index} as x, v${y.index} as y, row from t where row % ${every} = 0 order by row`,
    );
    const points = rows
      .flatMap(({ x, y, row }) => (x === null || y === null ? [] : [{ x, y, row }]))
      .slice(0, sampledPoints);
    if (points.length < 10) continue;
    drawn.add(a).add(b);
    charts.push({
      id: `scatter:${a}:${b}`,
      kind: "scatter",
      title: `${b.trim()} against ${a.trim()}`,
      subtitle:
        points.length < n
          ? `${points.length} of ${n.toLocaleString("en-US")} rows`
          : `${n.toLocaleString("en-US")} rows`,
      columns: [a, b],
      x: a,
      y: b,
      points,
      sampled_from: n,
    });
  }
  return charts;
}
