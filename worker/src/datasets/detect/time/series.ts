import { AggregateQuery, Grain } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../table/table.ts";
import { isRegular } from "../statistics/gaps.ts";
import { addPeriods, day, days_in, periodsBetween, time } from "../statistics/periods.ts";
import { aggregateExpression, filterExpression, temporalExpression } from "../statistics/query.ts";
import { correlation, finite, variance } from "../statistics/robust.ts";
import { between } from "./axis.ts";
import type { Calendar } from "./calendar.ts";
import type { Measure } from "./measures.ts";

/** What a test over time starts from: enough to make the same regular series again from the table. */
export const SeriesInputs = z.object({
  query: AggregateQuery,
  column: z.string(),
  grain: Grain,
  from: z.string(),
  to: z.string(),
  /** What a period without rows counts as. */
  empty: z.enum(["zero", "missing"]),
  /** Totals are per day times the average length of a period, so that February is not low by being short. */
  even: z.boolean(),
});
export type SeriesInputs = z.infer<typeof SeriesInputs>;

/** A measure along a regular calendar. */
export interface Series {
  measure: Measure;
  inputs: SeriesInputs;
  starts: number[];
  /** As the table gives them; NaN where a period has none. */
  raw: number[];
  /** For statistics: see `empty` and `even` of the inputs. */
  values: number[];
  /** Rows in each period. */
  rows: number[];
}

/** Reads the measures along a calendar, in one query: those that vary and say something of their own. */
export async function readSeries(
  table: Table,
  column: string,
  calendar: Pick<Calendar, "grain" | "from" | "to" | "starts">,
  measures: readonly Measure[],
): Promise<Series[]> {
  const { grain, from, to, starts } = calendar;
  const filter = between(column, from, to);
  const found = await totals(table, column, grain, filter, [
    { op: "count", filter: [] },
    ...measures.map((m) => ({ ...m.query, filter: [] })),
  ]);
  const rows = starts.map((at) => found.get(at)?.[0] ?? 0);
  // Where many rows fall into each period, or the same number into all, none at all is a gap rather than a quiet period.
  const many = rows.reduce((a, b) => a + b, 0) / starts.length >= 5;
  const empty = many || isRegular(rows) ? "missing" : "zero";
  // One row a period is a value of that period, whatever its length; many rows come day by day.
  const even = grain !== "hour" && grain !== "day" && grain !== "week" && !isRegular(rows);
  const series = measures.map((measure, i) => {
    const raw = starts.map((at) => found.get(at)?.[i + 1] ?? Number.NaN);
    const inputs: SeriesInputs = {
      query: { ...measure.query, filter },
      column,
      grain,
      from: new Date(from).toISOString().slice(0, 19),
      to: new Date(to).toISOString().slice(0, 19),
      empty: measure.additive ? empty : "missing",
      even: even && measure.additive,
    };
    return { measure, inputs, starts, raw, values: prepared(raw, starts, inputs), rows };
  });
  return series.filter((one) => tellsMore(one, series));
}

/** Whether a series can be followed: it varies, is mostly there, and is not its own total over again (one row a period). */
function tellsMore({ measure, values }: Series, all: readonly Series[]): boolean {
  const known = finite(values);
  if (known.length < 0.5 * values.length || !(variance(known) > 0)) return false;
  const total = all.find((other) => other.measure.key === measure.of);
  return !total || Math.abs(correlation(values, total.values)) < 0.98;
}

/** The values of a series again, from what its test says. */
export async function valuesAgain(
  table: Table,
  inputs: SeriesInputs,
): Promise<Pick<Series, "starts" | "values" | "rows">> {
  const starts = periodsBetween(time(inputs.from), time(inputs.to), inputs.grain);
  const found = await totals(table, inputs.column, inputs.grain, inputs.query.filter, [
    { op: "count", filter: [] },
    { ...inputs.query, filter: [] },
  ]);
  const raw = starts.map((at) => found.get(at)?.[1] ?? Number.NaN);
  return { starts, values: prepared(raw, starts, inputs), rows: starts.map((at) => found.get(at)?.[0] ?? 0) };
}

async function totals(
  table: Table,
  column: string,
  grain: Grain,
  filter: AggregateQuery["filter"],
  queries: readonly AggregateQuery[],
): Promise<Map<number, (number | undefined)[]>> {
  const at = temporalExpression(table.column(column));
  const values = queries.map((query, i) => `${aggregateExpression(query, table)} AS a${i}`);
  const rows = await table.query(
    `SELECT epoch_ms(date_trunc('${grain}', ${at})) AS k, ${values.join(", ")} FROM t WHERE ${filterExpression(filter, table)} GROUP BY 1`,
  );
  return new Map(
    rows.map((row) => [
      Number(row.k),
      queries.map((_, i) => (row[`a${i}`] === null ? undefined : Number(row[`a${i}`]))),
    ]),
  );
}

function prepared(raw: readonly number[], starts: readonly number[], inputs: SeriesInputs): number[] {
  return raw.map((value, i) => {
    if (!Number.isFinite(value)) return inputs.empty === "zero" ? 0 : Number.NaN;
    const start = starts[i] ?? 0;
    const length = (addPeriods(start, inputs.grain, 1) - start) / day;
    return inputs.even ? (value / length) * days_in[inputs.grain] : value;
  });
}
