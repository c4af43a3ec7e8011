import type { Evidence } from "@plumbline/contracts";
import { quote, type Table } from "../table/table.ts";
import { groupOf, isoInstant } from "./period.ts";
import { aggregateSql, filterSql, groupSql, needsRepeats, relationSql, scaleSql } from "./query.ts";
import { different, type Recomputed, relative, same, tolerance } from "./recomputed.ts";

type Series = Extract<Evidence, { kind: "series" }>;
type Row = Record<string, unknown>;

/** Computes series again, those that group alike in one scan. */
export async function recomputeSeries(
  table: Table,
  series: readonly Series[],
  signal?: AbortSignal,
): Promise<Recomputed[]> {
  const alike = new Map<string, Series[]>();
  for (const one of series) {
    const key = `${JSON.stringify(one.by)} ${needsRepeats(one.query.filter)}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const out: Recomputed[] = [];
  for (const together of alike.values()) {
    signal?.throwIfAborted();
    out.push(...(await scan(table, together)));
  }
  return out;
}

async function scan(table: Table, series: readonly Series[]): Promise<Recomputed[]> {
  const [first] = series;
  if (!first) return [];
  const grain = "grain" in first.by ? first.by.grain : undefined;
  let rows: Row[];
  try {
    const group = groupSql(first.by, table);
    const values = series.flatMap((one, i) => [
      `${aggregateSql(one.query, table)} as a${i}`,
      `${scaleSql(one.query, table)} as s${i}`,
      `count(*) filter (where ${filterSql(one.query.filter, table)}) as n${i}`,
    ]);
    const repeats = needsRepeats(first.query.filter);
    // A long tail of categories is not fetched: only the groups that are listed.
    const listed = [...new Set(series.flatMap(({ points }) => points.map((point) => point.group)))];
    const only = grain === undefined ? `g in (${["''", ...listed.map(quote)].join(", ")})` : "g is not null";
    rows = await table.query(
      `select g, ${values.join(", ")} from (select *, ${group} as g from ${await relationSql(table, repeats)}) where ${only} group by g`,
    );
  } catch (error) {
    if (series.length === 1) return [different(first, told(error))];
    // One of them cannot be computed: each on its own, so that the others are not blamed.
    return (await Promise.all(series.map((one) => scan(table, [one])))).flat();
  }
  const byGroup = new Map(
    rows.map((row) => [grain ? groupOf(isoInstant(String(row.g)) ?? Number.NaN, grain) : String(row.g), row]),
  );
  return series.map((one, i) => judgeSeries(one, i, byGroup));
}

function judgeSeries(series: Series, i: number, rows: ReadonlyMap<string, Row>): Recomputed {
  let worst = 0;
  const seen = new Set<string>();
  for (const { group, value } of series.points) {
    if (seen.has(group)) return different(series, `${group} is listed twice`);
    seen.add(group);
    const row = rows.get(group);
    const got = numberOf(row?.[`a${i}`]);
    // A period without rows has no sum and a count of nothing.
    const empty = got === null || (row === undefined && series.query.op.startsWith("count"));
    if (value === null || empty || got === null) {
      const nothing =
        (value === null || (value === 0 && series.query.op.startsWith("count"))) && (got === null || got === 0);
      if (!nothing) return different(series, `${group} is ${got ?? "empty"}, not ${value ?? "empty"}`);
      continue;
    }
    const off = relative(value, got, (numberOf(row?.[`s${i}`]) ?? 0) * 1e-3);
    worst = Math.max(worst, off);
    if (off > tolerance) return different(series, `${group} is ${got}, not ${value}`, off);
  }
  const omitted = "grain" in series.by ? leftOut(seen, rows, i) : undefined;
  return omitted === undefined ? same(series, worst) : different(series, `leaves out ${omitted}, which has rows`);
}

/** A period inside the series that has rows and is not listed. Ends may be left out: they are often cut short. */
function leftOut(listed: ReadonlySet<string>, rows: ReadonlyMap<string, Row>, i: number): string | undefined {
  const sorted = [...listed].sort();
  const [first, last] = [sorted[0] ?? "", sorted.at(-1) ?? ""];
  return [...rows].find(
    ([group, row]) => group > first && group < last && !listed.has(group) && (numberOf(row[`n${i}`]) ?? 0) > 0,
  )?.[0];
}

export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && !Number.isNaN(value) ? value : null;

/** What to say of a query that cannot run. */
export const told = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
