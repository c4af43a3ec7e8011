import { z } from "zod";
import { ChartSpec } from "./charts.ts";
import { DatasetFormat } from "./datasets.ts";
import { AggregateQuery, Unit } from "./evidence.ts";
import { Id, Timestamp } from "./pages.ts";

/** How the values of a column are stored. */
export const ColumnType = z.enum(["integer", "number", "boolean", "date", "datetime", "time", "text", "empty"]);
export type ColumnType = z.infer<typeof ColumnType>;

/** What a column means; totals are summed for `amount` only, identifiers are never averaged, rates are weighted. */
export const ColumnRole = z.enum([
  "identifier",
  "amount",
  "measure",
  "rate",
  "category",
  "date",
  "text",
  "geography",
  "flag",
  "empty",
]);
export type ColumnRole = z.infer<typeof ColumnRole>;

/** What the values look like. */
export const ColumnTrait = z.enum([
  "email",
  "phone",
  "url",
  "uuid",
  "currency",
  "thousands",
  "percent",
  "decimal_comma",
  "leading_zeros",
  "mixed_dates",
  "mixed_numeric",
  "constant",
  "unique",
  "ordered",
  "json",
]);
export type ColumnTrait = z.infer<typeof ColumnTrait>;

/** Something the parser decided, and why; shown under the title of the dataset. */
export const Decision = z.object({
  /** What it is about: `encoding`, `delimiter`, `header`, `column:Sales`. */
  about: z.string(),
  decided: z.string(),
  why: z.string(),
});
export type Decision = z.infer<typeof Decision>;

export const Source = z.object({
  format: DatasetFormat,
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  quote: z.string().nullable(),
  /** 0 when the names were made up. */
  header_rows: z.int(),
  decimal: z.enum([".", ","]).nullable(),
  sheet: z.string().nullable(),
  decisions: z.array(Decision),
  warnings: z.array(z.string()),
});
export type Source = z.infer<typeof Source>;

/**
 * One column. `missing_count` counts nulls, blanks and NA words (na, n/a, nan, null, none, #n/a, -, ?; any case, trimmed).
 * `unique_count` counts distinct trimmed texts among the rest. `invalid_count`: present, but not of the column's type.
 * Numeric fields are there when at least 98% of the present values are numbers, whatever the role. Standard deviation
 * is the sample's (n - 1); quantiles interpolate linearly (type 7).
 */
export const ColumnProfile = z
  .object({
    name: z.string(),
    position: z.int(),
    type: ColumnType,
    role: ColumnRole,
    traits: z.array(ColumnTrait),
    unit: Unit.nullable(),
    count: z.int(),
    missing_count: z.int(),
    unique_count: z.int(),
    invalid_count: z.int(),
    top: z.array(z.object({ value: z.string(), count: z.int() })),
    sum: z.number().nullable(),
    mean: z.number().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    std: z.number().nullable(),
    median: z.number().nullable(),
    q25: z.number().nullable(),
    q75: z.number().nullable(),
    quantiles: z.array(z.object({ q: z.number(), value: z.number() })),
    histogram: z.object({ edges: z.array(z.number()), bins: z.array(z.int()) }).nullable(),
    /** Dates and times as ISO text. */
    min_date: z.string().nullable(),
    max_date: z.string().nullable(),
    date_format: z.string().nullable(),
    min_length: z.int().nullable(),
    max_length: z.int().nullable(),
    /** Facts that are no insight: "a rounded copy of Price", "one code for each Country". */
    facts: z.array(z.string()),
  })
  .meta({ ref: "ColumnProfile" });
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const Correlation = z.object({
  a: z.string(),
  b: z.string(),
  pearson: z.number(),
  spearman: z.number().nullable(),
  n: z.int(),
});
export type Correlation = z.infer<typeof Correlation>;

export const Kpi = z.object({ label: z.string(), value: z.number(), unit: Unit, query: AggregateQuery });
export type Kpi = z.infer<typeof Kpi>;

/** What is known of a table before anything is concluded from it. */
export const Profile = z
  .object({
    row_count: z.int(),
    column_count: z.int(),
    duplicate_row_count: z.int(),
    missing_cell_count: z.int(),
    /** Of all cells, 0 to 1. */
    missing_share: z.number(),
    /** 100 - min(30, 30 x missing_share) - 10 when more than 1% of the rows are duplicates; at least 0. */
    quality_score: z.number(),
    source: Source,
    columns: z.array(ColumnProfile),
    correlations: z.array(Correlation),
    kpis: z.array(Kpi),
    charts: z.array(ChartSpec),
    preview: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) }),
  })
  .meta({ ref: "Profile" });
export type Profile = z.infer<typeof Profile>;

/** The published profile of a dataset, at a revision. */
export const DatasetProfile = Profile.extend({
  dataset_id: Id,
  run_id: Id,
  revision: z.int(),
  created_at: Timestamp,
}).meta({
  ref: "DatasetProfile",
});
export type DatasetProfile = z.infer<typeof DatasetProfile>;
