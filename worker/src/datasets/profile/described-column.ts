import type { ColumnProfile, ColumnRole } from "@plumbline/contracts";
import type { Table, TableColumn } from "../table/table.ts";
import { roleOf } from "./roles.ts";
import { unitFor } from "./units.ts";

/** From this share of numbers among the present values a column has numeric statistics. */
const numericShare = 0.98;
const signedShare = 0.9;

/** The profile of one column, its role decided by itself where nobody knows better; facts are added by whoever finds them. */
export function describeColumn(table: Table, column: TableColumn, known?: ColumnRole): ColumnProfile {
  const summary = table.summaries[column.index];
  if (!summary) throw new Error(`column ${column.index} was not summarised`);
  const role = known ?? roleOf(column, summary);
  const signed = column.traits.some((trait) => trait === "currency" || trait === "thousands" || trait === "percent");
  const complete = (summary.numbers?.count ?? 0) >= (signed ? signedShare : numericShare) * summary.present_count;
  const numbers = complete ? summary.numbers : null;
  return {
    name: column.name,
    position: column.index,
    type: column.type,
    role,
    traits: column.traits,
    unit: unitFor(column, summary, role),
    count: summary.present_count,
    missing_count: summary.missing_count,
    unique_count: summary.unique_count,
    invalid_count: summary.invalid_count,
    top: summary.top,
    sum: numbers?.sum ?? null,
    mean: numbers?.mean ?? null,
    min: numbers?.min ?? null,
    max: numbers?.max ?? null,
    std: numbers?.std ?? null,
    median: numbers?.median ?? null,
    q25: numbers?.q25 ?? null,
    q75: numbers?.q75 ?? null,
    quantiles: numbers?.quantiles ?? [],
    histogram: numbers?.histogram ?? null,
    min_date: summary.min_date,
    max_date: summary.max_date,
    date_format: summary.date_format,
    min_length: summary.min_length,
    max_length: summary.max_length,
    facts: [],
  };
}
