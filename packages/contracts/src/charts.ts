import { z } from "zod";
import { AggregateQuery, GroupBy, Unit } from "./evidence.ts";

/** A chart the portal draws; the data is in it, so a table can stand behind every chart. */
const base = { id: z.string(), title: z.string(), subtitle: z.string(), columns: z.array(z.string()) };

export const LineChart = z.object({
  ...base,
  kind: z.literal("line"),
  query: AggregateQuery,
  by: GroupBy,
  unit: Unit,
  points: z.array(z.object({ group: z.string(), value: z.number().nullable() })),
});
export const BarChart = z.object({
  ...base,
  kind: z.literal("bar"),
  query: AggregateQuery,
  by: GroupBy,
  unit: Unit,
  points: z.array(z.object({ group: z.string(), value: z.number().nullable() })),
  /** Groups beyond those shown, and their total. */
  rest: z.object({ groups: z.int(), value: z.number().nullable() }).nullable(),
});
/** `bins[i]` covers [edges[i], edges[i + 1]); the last one is closed. */
export const HistogramChart = z.object({
  ...base,
  kind: z.literal("histogram"),
  unit: Unit,
  edges: z.array(z.number()),
  bins: z.array(z.int()),
});
export const ScatterChart = z.object({
  ...base,
  kind: z.literal("scatter"),
  x: z.string(),
  y: z.string(),
  /** A sample when the table is large; `row` is the 1-based data row. */
  points: z.array(z.object({ x: z.number(), y: z.number(), row: z.int() })),
  sampled_from: z.int(),
});

export const ChartSpec = z
  .discriminatedUnion("kind", [LineChart, BarChart, HistogramChart, ScatterChart])
  .meta({ ref: "ChartSpec" });
export type ChartSpec = z.infer<typeof ChartSpec>;
