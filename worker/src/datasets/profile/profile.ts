import type { ColumnProfile, Profile } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";
import { chartSpecs } from "./charts.ts";
import { coarserAmounts } from "./coarser-amounts.ts";
import { correlate } from "./correlations.ts";
import { describeColumn } from "./described-column.ts";
import { headlineNumbers } from "./kpis.ts";
import { previewOf } from "./preview.ts";
import { qualityScore } from "./quality.ts";

const correlated = 80;

/**
 * What is known of a table before anything is concluded from it: every column's counts and statistics, exactly, and the
 * correlations, headline numbers, charts and preview made from them.
 */
export async function profileTable(table: Table, signal?: AbortSignal): Promise<Profile> {
  const columns = await describeColumns(table);
  const numeric = columns
    .filter((column) => ["amount", "measure", "rate", "geography", "category"].includes(column.role))
    .filter(
      (column) => column.mean !== null && column.unique_count > 1 && table.column(column.name).storage === "DOUBLE",
    )
    .slice(0, correlated);
  const values = await table.doubles(numeric.map((column) => `v${table.column(column.name).index}`));
  signal?.throwIfAborted();
  const correlations = correlate(numeric.map(({ name }, i) => ({ name, values: values[i] ?? new Float64Array() })));
  const charts = await chartSpecs(table, columns, correlations);
  signal?.throwIfAborted();
  const missing = columns.reduce((sum, column) => sum + column.missing_count, 0);
  const share = missing / Math.max(1, table.row_count * columns.length);
  return {
    row_count: table.row_count,
    column_count: columns.length,
    duplicate_row_count: table.duplicate_row_count,
    missing_cell_count: missing,
    missing_share: share,
    quality_score: qualityScore(share, table.duplicate_row_count, table.row_count),
    source: table.source,
    columns,
    correlations,
    kpis: headlineNumbers(columns, table.row_count),
    charts,
    preview: await previewOf(table),
  };
}

/** The columns, each by itself, then what they are in view of the others. */
async function describeColumns(table: Table): Promise<ColumnProfile[]> {
  const alone = table.columns.map((column) => describeColumn(table, column));
  const coarser = await coarserAmounts(table, alone);
  return table.columns.map((column, i) => {
    const whole = coarser.get(column.name);
    if (whole === undefined) return alone[i] ?? describeColumn(table, column);
    const fact = `One for each ${whole.trim()}, so it is averaged over rows and never added up.`;
    return { ...describeColumn(table, column, "measure"), facts: [fact] };
  });
}
