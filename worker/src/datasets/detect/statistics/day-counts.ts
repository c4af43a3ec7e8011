import type { Table } from "../../table/table.ts";

/** A day that has rows. */
export interface DayCount {
  /** Midnight, in milliseconds since 1970. */
  at: number;
  rows: number;
  /** Those with a time of day. */
  timed: number;
}

const known = new WeakMap<Table, Map<string, Promise<DayCount[]>>>();

/** The days of a timestamp expression, ascending; counted once for a table. */
export function dayCounts(table: Table, at: string): Promise<DayCount[]> {
  const counted = known.get(table) ?? new Map<string, Promise<DayCount[]>>();
  known.set(table, counted);
  let days = counted.get(at);
  if (!days) {
    days = read(table, at);
    counted.set(at, days);
  }
  return days;
}

async function read(table: Table, at: string): Promise<DayCount[]> {
  const rows = await table.query<{ d: number; n: number; timed: number }>(
    `SELECT epoch_ms(date_trunc('day', ${at})) AS d, count(*) AS n, count(*) FILTER (WHERE ${at} <> date_trunc('day', ${at})) AS timed
     FROM t WHERE ${at} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ d, n, timed }) => ({ at: Number(d), rows: Number(n), timed: Number(timed) }));
}
