import type { Condition } from "@plumbline/contracts";
import type { Row } from "../../table/table.ts";
import { columnsOf } from "../cross/column.ts";
import type { DetectorContext } from "../detector.ts";
import { dayCounts } from "../statistics/day-counts.ts";
import { day, iso } from "../statistics/periods.ts";
import { temporalExpression } from "../statistics/query.ts";
import { median, quantile } from "../statistics/robust.ts";

/** A date column that tells when rows happened. */
export interface Axis {
  column: string;
  /** SQL timestamp of a row. */
  at: string;
  /** Days that have rows, ascending, in milliseconds, and how many rows; stray dates far from the rest left out. */
  days: { at: number; rows: number }[];
  rows: number;
  /** First and last moment. */
  first: number;
  last: number;
  /** Whether rows have a time of day. */
  timed: boolean;
  /** Days from one day with rows to the next: 95% of the steps are at most this long. */
  step_days: number;
}

const fewest_rows = 30;
/** Dates that say what something is, not when the row happened. */
const attribute = /birth|\bdob\b|expir|valid_?until/i;

/**
 * The date columns to follow time along, the best filled first, and what is said of the others: a date that follows
 * another by a few days tells the same story twice.
 */
export async function findAxes(context: DetectorContext): Promise<{ axes: Axis[]; facts: DateFact[] }> {
  const { table, profile, signal } = context;
  const candidates = columnsOf(context).filter(
    (c) =>
      !attribute.test(c.name) &&
      c.profile.count >= fewest_rows &&
      (c.storage === "TIMESTAMP" || (c.storage === "DOUBLE" && isYear(c.name, c.profile.min, c.profile.max))),
  );
  const found: Axis[] = [];
  for (const column of candidates.slice(0, 6)) {
    signal.throwIfAborted();
    const axis = await readAxis(context, column.name, temporalExpression(column));
    if (axis) found.push(axis);
  }
  found.sort((a, b) => Math.round((10 * (b.rows - a.rows)) / Math.max(1, profile.row_count)));
  const axes: Axis[] = [];
  const facts: DateFact[] = [];
  for (const axis of found) {
    const facts_with = await Promise.all(axes.map((leader) => following(table, leader, axis)));
    const fact = facts_with.find((f) => f !== undefined);
    if (fact) facts.push(fact);
    else if (axes.length < 2) axes.push(axis);
  }
  return { axes, facts };
}

export interface DateFact {
  column: string;
  fact: string;
}

const isYear = (name: string, low: number | null, high: number | null): boolean =>
  /(^|[^a-z])(year|yr|jahr|annee|año|anno)([^a-z]|$)/i.test(name) &&
  low !== null &&
  high !== null &&
  low >= 1700 &&
  high <= 2200;

async function readAxis({ table }: DetectorContext, column: string, at: string): Promise<Axis | undefined> {
  const counted = await dayCounts(table, at);
  const days = withoutStrays(counted);
  const rows = days.reduce((sum, d) => sum + d.rows, 0);
  const [head, tail] = [days[0], days.at(-1)];
  if (rows < fewest_rows || days.length < 8 || !head || !tail) return undefined;
  const [range] = await table.query<{ low: number; high: number }>(
    `SELECT epoch_ms(min(${at})) AS low, epoch_ms(max(${at})) AS high FROM t WHERE ${sqlBetween(at, head.at, tail.at + day)}`,
  );
  const steps = days.slice(1).map((d, i) => (d.at - (days[i]?.at ?? 0)) / day);
  const timed = counted.reduce((sum, { timed }) => sum + timed, 0) > 0.5 * rows;
  return {
    column,
    at,
    days,
    rows,
    first: Number(range?.low ?? head.at),
    last: Number(range?.high ?? tail.at),
    timed,
    step_days: quantile(steps, 0.95),
  };
}

/** Drops what lies far outside the dates of 99% of the rows: placeholders such as 1900-01-01, years mistyped. */
function withoutStrays(days: Axis["days"]): Axis["days"] {
  const rows = days.reduce((sum, d) => sum + d.rows, 0);
  const at = (share: number): number => {
    let seen = 0;
    for (const d of days) {
      seen += d.rows;
      if (seen >= share * rows) return d.at;
    }
    return 0;
  };
  const [low, high] = [at(0.005), at(0.995)];
  const whole = (days.at(-1)?.at ?? 0) - (days[0]?.at ?? 0);
  const core = high - low;
  return whole > 1.5 * core && core > 0 ? days.filter((d) => d.at >= low && d.at <= high) : days;
}

async function following(table: DetectorContext["table"], leader: Axis, axis: Axis): Promise<DateFact | undefined> {
  const apart = await table.query<Row & { q: number[] }>(
    `SELECT quantile_cont(x, [0.02, 0.5, 0.98]) AS q
     FROM (SELECT (epoch_ms(${axis.at}) - epoch_ms(${leader.at})) / ${day}.0 AS x FROM t WHERE ${axis.at} IS NOT NULL AND ${leader.at} IS NOT NULL)`,
  );
  const q = apart[0]?.q;
  const [low, middle, high] = Array.isArray(q) ? q.map(Number) : [];
  const span = (leader.last - leader.first) / day;
  if (low === undefined || middle === undefined || high === undefined || !(high - low < 0.1 * span)) return undefined;
  const days = Math.round(Math.abs(middle));
  const order = middle >= 0 ? "follows" : "precedes";
  const fact =
    days === 0
      ? `the same day as ${leader.column} or close to it`
      : `${order} ${leader.column} by ${days} ${days === 1 ? "day" : "days"} at the median`;
  return { column: axis.column, fact };
}

/** SQL for a timestamp in [from, to). */
export const sqlBetween = (at: string, from: number, to: number): string =>
  `${at} >= TIMESTAMP '${iso(from).replace("T", " ")}' AND ${at} < TIMESTAMP '${iso(to).replace("T", " ")}'`;

/** The filter for dates in [from, to). */
export const between = (column: string, from: number, to: number): Condition[] => [
  { column, is: "gte", value: iso(from) },
  { column, is: "lt", value: iso(to) },
];

/** Rows on a day that has rows, at the median. */
export const usualRows = (axis: Axis): number => median(axis.days.map((d) => d.rows));
