import type { Condition } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, DetectorContext } from "../../detector.ts";
import { type Column, unitOf } from "../column.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of a stand-in for "unknown" need. */
export const SentinelFacts = z.object({
  check: z.literal("sentinel"),
  column: z.string(),
  value: z.union([z.number(), z.string()]),
  /** The nearest of the other values, for numbers. */
  nearest: z.string().nullable(),
  count: z.string(),
  rows: z.string(),
  share: z.string(),
  all: z.string().nullable(),
  without: z.string().nullable(),
});

const usual = [-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999, 99999999];
const dates = [
  "1900-01-01",
  "1970-01-01",
  "1899-12-30",
  "1899-12-31",
  "1753-01-01",
  "0001-01-01",
  "1904-01-01",
  "9999-12-31",
  "2999-12-31",
  "2099-12-31",
];

/** Numbers such as 999 or -1, and dates such as 1 January 1900, that stand for "unknown": far from the rest, and repeated. */
export const sentinels: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    context.signal.throwIfAborted();
    const value =
      column.storage === "DOUBLE"
        ? await number(context, column)
        : column.storage === "TIMESTAMP"
          ? await date(context, column)
          : undefined;
    if (value !== undefined) candidates.push(await present(context, columns, column, value));
  }
  return candidates;
};

/** The smallest or largest value when it is a usual stand-in, repeated, and further from the others than they spread. */
async function number({ table }: DetectorContext, c: Column): Promise<number | undefined> {
  if (!["amount", "measure", "rate", "category"].includes(c.role)) return undefined;
  for (const value of [c.profile.min, c.profile.max]) {
    if (value === null || !usual.includes(value)) continue;
    const v = `v${c.index}`;
    const [row] = await table.query<{
      n: number;
      all: number;
      low: number;
      high: number;
      q25: number;
      q75: number;
      distinct_values: number;
      decimals: number;
    }>(
      `SELECT count(*) FILTER (WHERE ${v} = ${value}) AS n, count(${v}) AS all, min(${v}) FILTER (WHERE ${v} <> ${value}) AS low, max(${v}) FILTER (WHERE ${v} <> ${value}) AS high,
       quantile_cont(${v}, 0.25) FILTER (WHERE ${v} <> ${value}) AS q25, quantile_cont(${v}, 0.75) FILTER (WHERE ${v} <> ${value}) AS q75,
       approx_count_distinct(${v}) AS distinct_values FROM t`,
    );
    if (!row || Number(row.n) < 3 || Number(row.n) < 0.001 * Number(row.all) || Number(row.n) > 0.5 * Number(row.all))
      continue;
    if (Number(row.distinct_values) < 5) continue;
    const [low, high] = [Number(row.low), Number(row.high)];
    const spread = high - low;
    // -1 below values that are never negative is a code, however near; any other must stand clear of all the rest.
    const code = value < 0 && low >= 0 && Number(row.q25) > 0;
    const clear = value < 0 ? low - value > 0.5 * spread : value - high > 0.5 * spread;
    if (code || clear) return value;
  }
  return undefined;
}

async function date({ table }: DetectorContext, c: Column): Promise<string | undefined> {
  const v = `v${c.index}`;
  const list = dates.map((d) => `TIMESTAMP '${d}'`).join(", ");
  const rows = await table.query<{ d: string; n: number }>(
    `SELECT strftime(${v}, '%Y-%m-%d') AS d, count(*) AS n FROM t WHERE ${v} IN (${list}) GROUP BY 1 ORDER BY n DESC, d`,
  );
  if (rows.length === 0) return undefined;
  const [others] = await table.numbers(
    `SELECT quantile_cont(d - before, 0.95) AS x FROM (SELECT d, lag(d) OVER (ORDER BY d) AS before
     FROM (SELECT DISTINCT epoch(${v}) AS d FROM t WHERE ${v} IS NOT NULL AND ${v} NOT IN (${list})))`,
  );
  for (const row of rows) {
    const [near] = await table.query<{ nearest: number; all: number }>(
      `SELECT min(abs(epoch(${v}) - epoch(TIMESTAMP '${row.d}'))) FILTER (WHERE ${v} NOT IN (${list})) AS nearest, count(${v}) AS all FROM t`,
    );
    // Data that reach that time have other dates around it: days in a record of days, years in a panel of years.
    const apart = Math.max(700 * 86_400, 1.5 * (others || 0));
    if (near && Number(near.nearest) > apart && Number(row.n) >= 2 && Number(row.n) < 0.5 * Number(near.all))
      return row.d;
  }
  return undefined;
}

async function present(
  context: DetectorContext,
  columns: readonly Column[],
  column: Column,
  value: number | string,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const name = column.name;
  const here: Condition = { column: name, is: "eq", value };
  const other: Condition = { column: name, is: "ne", value };
  const count = await exhibits.count(`Rows with ${value}`, [here]);
  const rows = await exhibits.aggregate(`Rows with ${name}`, { op: "count", column: name }, { kind: "count" });
  const share = exhibits.share("Share of the rows", count, rows);
  let [all, without, nearest]: (string | null)[] = [null, null, null];
  let moved = exhibits.value(share);
  if (typeof value === "number") {
    all = await exhibits.aggregate(`Mean of ${name}`, { op: "mean", column: name }, unitOf(column));
    without = await exhibits.aggregate(
      `Mean of ${name} without them`,
      { op: "mean", column: name, filter: [other] },
      unitOf(column),
    );
    nearest = await exhibits.aggregate(
      "Nearest other value",
      { op: value === column.profile.min ? "min" : "max", column: name, filter: [other] },
      unitOf(column),
    );
    moved = Math.max(
      moved,
      Math.min(
        1,
        Math.abs(exhibits.value(all) - exhibits.value(without)) / Math.max(1e-12, Math.abs(exhibits.value(without))),
      ),
    );
  }
  await exhibits.rows(`Rows with ${value}`, [here], shownColumns(columns, [name]));
  return {
    key: `inconsistent:sentinel:${name}`,
    kind: "inconsistent",
    columns: [name],
    facts: {
      check: "sentinel",
      column: name,
      value,
      nearest: nearest ?? null,
      count,
      rows,
      share,
      all: all ?? null,
      without: without ?? null,
    } satisfies z.infer<typeof SentinelFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.5 + moved),
    moved,
    cause: `extreme:${name}`,
  };
}
