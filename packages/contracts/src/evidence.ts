import { z } from "zod";

/**
 * Evidence: what an insight's numbers rest on. Everything here can be computed again from the table,
 * and is, before an insight is published. Columns are named by their profile name; rows are 1-based data rows.
 */

export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

/** One condition on a row. Dates compare as ISO strings; a period is `gte` its first and `lt` the next one's first day. */
export const Condition = z.discriminatedUnion("is", [
  z.object({ column: z.string(), is: z.enum(["eq", "ne", "gt", "gte", "lt", "lte"]), value: Scalar }),
  z.object({ column: z.string(), is: z.enum(["in", "not_in"]), values: z.array(Scalar) }),
  z.object({ column: z.string(), is: z.enum(["missing", "present", "invalid", "duplicate_row"]) }),
  /** Compares two columns of the same row, as end < start. */
  z.object({
    column: z.string(),
    is: z.literal("compare"),
    op: z.enum(["lt", "lte", "gt", "gte", "ne"]),
    other: z.string(),
  }),
]);
export type Condition = z.infer<typeof Condition>;
/** All must hold. */
export const Filter = z.array(Condition);
export type Filter = z.infer<typeof Filter>;

export const AggregateOp = z.enum([
  "count",
  "count_distinct",
  "sum",
  "mean",
  "median",
  "min",
  "max",
  "std",
  "quantile",
  /** Weighted mean: sum(column * weight) / sum(weight). */
  "weighted_mean",
]);
export type AggregateOp = z.infer<typeof AggregateOp>;

export const Grain = z.enum(["hour", "day", "week", "month", "quarter", "year"]);
export type Grain = z.infer<typeof Grain>;
/** Calendar phase for seasons: all Mondays, all Novembers. */
export const Phase = z.enum(["hour_of_day", "day_of_week", "month_of_year"]);
export type Phase = z.infer<typeof Phase>;

/** A computation over the table that gives one number. `count` needs no column: it counts rows. */
export const AggregateQuery = z.object({
  op: AggregateOp,
  column: z.string().optional(),
  q: z.number().min(0).max(1).optional(),
  weight: z.string().optional(),
  filter: Filter.default([]),
});
export type AggregateQuery = z.infer<typeof AggregateQuery>;

/** How rows fall into groups: by the value of a column, by calendar period, or by calendar phase. */
export const GroupBy = z.union([
  z.object({ column: z.string(), grain: Grain }),
  z.object({ column: z.string(), phase: Phase }),
  // Last: it fits the others too, and would drop what it does not know.
  z.object({ column: z.string() }),
]);
export type GroupBy = z.infer<typeof GroupBy>;

/** How a value is meant to be read; the writer and the portal format by it. */
export const Unit = z.object({
  kind: z.enum([
    "number",
    "count",
    "share",
    "percent_change",
    "percentage_points",
    "ratio",
    "currency",
    "date",
    "duration_days",
  ]),
  /** ISO 4217 code, or the column's own unit text (`K`, `rpm`, `min`). */
  symbol: z.string().optional(),
});
export type Unit = z.infer<typeof Unit>;

const base = { id: z.string().regex(/^e\d+$/), label: z.string(), unit: Unit.optional() };

/** One recomputable number. */
export const AggregateEvidence = z.object({
  ...base,
  kind: z.literal("aggregate"),
  query: AggregateQuery,
  value: z.number(),
});
/** The same number for every group; `value` null where a group has none. */
export const SeriesEvidence = z.object({
  ...base,
  kind: z.literal("series"),
  query: AggregateQuery,
  by: GroupBy,
  points: z.array(z.object({ group: z.string(), value: z.number().nullable() })),
});
/**
 * A number made from two others, computed again from them. `left` and `right` are evidence ids, or `e2/points/2017-Q2`
 * and `e3/results/slope`. difference = left - right; ratio and share = left / right; change = (right - left) / |left|.
 */
export const ComparisonEvidence = z.object({
  ...base,
  kind: z.literal("comparison"),
  op: z.enum(["difference", "ratio", "share", "change"]),
  left: z.string(),
  right: z.string(),
  value: z.number(),
});
/** Rows that show the point: at most 20, personal data masked. `where` must hold for every row listed. */
export const RowsEvidence = z.object({
  ...base,
  kind: z.literal("rows"),
  where: Filter,
  /** How many rows satisfy `where` in all. */
  count: z.int(),
  columns: z.array(z.string()),
  rows: z.array(z.object({ row: z.int().min(1), cells: z.array(z.string().nullable()) })).max(20),
});
/** A statistical test or fitted model. `inputs` is what the detector needs to compute it again. */
export const TestEvidence = z.object({
  ...base,
  kind: z.literal("test"),
  name: z.string(),
  statistic: z.number(),
  p: z.number().min(0).max(1).nullable(),
  p_adjusted: z.number().min(0).max(1).nullable(),
  n: z.int(),
  /** Named numbers of the test: slope, effect size, share of variance, confidence bounds, counts. */
  results: z.record(z.string(), z.number()),
  inputs: z.record(z.string(), z.unknown()),
});
export const ChartEvidence = z.object({ ...base, kind: z.literal("chart"), chart_id: z.string() });

export const Evidence = z
  .discriminatedUnion("kind", [
    AggregateEvidence,
    SeriesEvidence,
    ComparisonEvidence,
    RowsEvidence,
    TestEvidence,
    ChartEvidence,
  ])
  .meta({ ref: "Evidence" });
export type Evidence = z.infer<typeof Evidence>;
