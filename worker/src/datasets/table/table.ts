import type { ColumnTrait, ColumnType, Source } from "@plumbline/contracts";

/** A column of an open table. `index` i names its two database columns: `v<i>` (typed) and `r<i>` (raw text). */
export interface TableColumn {
  name: string;
  index: number;
  type: ColumnType;
  traits: ColumnTrait[];
  /** What `v<i>` holds: integers and numbers are DOUBLE, dates and datetimes TIMESTAMP (UTC). */
  storage: "DOUBLE" | "BOOLEAN" | "TIMESTAMP" | "TIME" | "VARCHAR";
  /** ISO 4217 code or unit text found in values or name: `USD`, `K`, `rpm`; null when unknown. */
  symbol: string | null;
}

/** What is known of a column's values, from all of them. Statistics as `ColumnProfile` defines them. */
export interface ColumnSummary {
  present_count: number;
  missing_count: number;
  unique_count: number;
  /** Present, but not of the column's type. */
  invalid_count: number;
  /** The commonest trimmed texts, at most ten, ties in text order. */
  top: { value: string; count: number }[];
  /** All trimmed texts, the commonest first, ties in text order; null when they are more than 2,000. */
  texts: readonly { value: string; count: number }[] | null;
  min_length: number | null;
  max_length: number | null;
  /** When at least 98% of the present values are numbers (90% for currency and percent), whatever the type. */
  numbers: NumberSummary | null;
  /** ISO text; for dates without a time of day `2017-03-01`. */
  min_date: string | null;
  max_date: string | null;
  /** strptime notation, the commonest first when there are several. */
  date_format: string | null;
}

export interface NumberSummary {
  count: number;
  sum: number;
  mean: number;
  min: number;
  max: number;
  /** Of the sample; null for a single value. */
  std: number | null;
  median: number;
  q25: number;
  q75: number;
  quantiles: { q: number; value: number }[];
  histogram: { edges: number[]; bins: number[] };
  distinct_count: number;
  /** No value has a fraction. */
  whole: boolean;
}

export type Row = Record<string, unknown>;

/**
 * One file as a table, open in this process's own locked-down DuckDB.
 * Relation `t` has `row` (BIGINT, 1-based data row), and for column i `v<i>` (typed value, null when missing or not of
 * the type) and `r<i>` (the cell's text exactly as read, null when the source had none). Missing: `miss(r<i>)` is true.
 * Relation `repeats` has the `row` of each row equal to an earlier one in every raw cell.
 */
export interface Table {
  readonly source: Source;
  readonly row_count: number;
  readonly columns: readonly TableColumn[];
  /** By column index. */
  readonly summaries: readonly ColumnSummary[];
  /** Rows equal to an earlier one in every raw cell. */
  readonly duplicate_row_count: number;
  /** The column of that name; throws when there is none. Names are unique in a table. */
  column(name: string): TableColumn;
  /** Runs one SELECT over `t`. BIGINT and HUGEINT come back as number, TIMESTAMP as ISO text without zone, DATE as ISO. */
  query<T extends Row = Row>(sql: string): Promise<T[]>;
  /** One numeric column of a query as a Float64Array, nulls as NaN: the fast way to statistics in JS. */
  numbers(sql: string): Promise<Float64Array>;
  /** Numeric expressions over `t`, in row order, nulls as NaN; one scan for all. Only of rows where a condition holds, if given. */
  doubles(expressions: readonly string[], where?: string): Promise<Float64Array[]>;
  /**
   * Stores the typed values. Until then every query reads them from the text again: faster for a few queries, slower for
   * hundreds. Changes no answer; safe to call twice.
   */
  settle(): Promise<void>;
  close(): void;
}

/** A name or text as an SQL literal. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
