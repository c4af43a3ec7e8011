import type { Condition } from "@plumbline/contracts";
import { z } from "zod";
import type { Table } from "../../../table/table.ts";
import type { Candidate } from "../../detector.ts";
import { type DayCount, dayCounts } from "../../statistics/day-counts.ts";
import { day, iso } from "../../statistics/periods.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of dates far from all others need. */
export const OddDateFacts = z.object({
  check: z.literal("odd_dates"),
  column: z.string(),
  side: z.enum(["after", "before"]),
  /** ISO: the first (or last) of them, and the end of the rest. */
  edge: z.string(),
  rest: z.string(),
  count: z.string(),
  rows: z.string(),
});

const most_share = 0.01;

/**
 * A few dates beyond a gap that is longer than all the rest together: 2203 in data of 2023. Compared with the file's own range and
 * not with the day of the analysis, so that the same file always gives the same answer.
 */
export const oddDates: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns.filter((c) => c.storage === "TIMESTAMP" && c.profile.count >= 50)) {
    context.signal.throwIfAborted();
    if (!reaches(await dayCounts(context.table, `v${column.index}`))) continue;
    const [low, q01 = 0, q10 = 0, q90 = 0, q99 = 0, high] = await spreadOf(context.table, column.index);
    if (low === undefined || high === undefined) continue;
    const most = Math.max(3, Math.floor(most_share * column.profile.count));
    for (const side of ["after", "before"] as const) {
      const opposite = side === "after" ? q01 : q99;
      // The gap of at most 1% lies beyond nine tenths, and is longer than these reach: mostly it cannot be there.
      if (side === "after" ? high - q90 <= 1.5 * (q90 - opposite) : q10 - low <= 1.5 * (opposite - q10)) continue;
      const days = await context.table.numbers(
        `SELECT epoch_ms(v${column.index}) / 86400000.0 AS x FROM t WHERE v${column.index} IS NOT NULL ORDER BY x ${side === "after" ? "DESC" : "ASC"} LIMIT ${most + 1}`,
      );
      const gap = widestGap(days, opposite);
      if (!gap) continue;
      const edge = iso((days[gap - 1] ?? 0) * 86_400_000);
      const rest = iso((days[gap] ?? 0) * 86_400_000);
      const where: Condition[] = [{ column: column.name, is: side === "after" ? "gte" : "lte", value: edge }];
      const exhibits = new Exhibits(context.table);
      const count = await exhibits.count(`Dates far ${side} the rest`, where);
      const rows = await exhibits.aggregate(
        `Rows with ${column.name}`,
        { op: "count", column: column.name },
        { kind: "count" },
      );
      const share = exhibits.share("Share of the rows", count, rows);
      const inside: Condition[] = [{ column: column.name, is: side === "after" ? "lt" : "gt", value: edge }];
      await exhibits.aggregate(
        "Farthest of them",
        { op: side === "after" ? "max" : "min", column: column.name, filter: where },
        { kind: "date" },
      );
      await exhibits.aggregate(
        "Nearest of them",
        { op: side === "after" ? "min" : "max", column: column.name, filter: where },
        { kind: "date" },
      );
      await exhibits.aggregate(
        "End of the rest",
        { op: side === "after" ? "max" : "min", column: column.name, filter: inside },
        { kind: "date" },
      );
      await exhibits.rows("Rows with them", where, shownColumns(columns, [column.name]));
      candidates.push({
        key: `inconsistent:odd_dates:${column.name}:${side}`,
        kind: "inconsistent",
        columns: [column.name],
        facts: { check: "odd_dates", column: column.name, side, edge, rest, count, rows } satisfies z.infer<
          typeof OddDateFacts
        >,
        evidence: exhibits.list,
        p: null,
        effect: 0.4,
        moved: exhibits.value(share),
        cause: `extreme:${column.name}`,
      });
    }
  }
  return candidates;
};

/**
 * Whether the spread of a column of dates, known to the day, leaves room for odd ones. Days are counted anyway; the exact
 * spread takes longer, and most columns do not need it.
 */
function reaches(days: readonly DayCount[]): boolean {
  const n = days.reduce((sum, { rows }) => sum + rows, 0);
  const dayOf = (rank: number): number => {
    let seen = 0;
    const found = days.find(({ rows }) => {
      seen += rows;
      return seen > rank;
    });
    return (found?.at ?? 0) / day;
  };
  // A quantile lies between two neighbouring values, each of them within its day.
  const above = (q: number): number => dayOf(Math.floor(q * (n - 1)));
  const below = (q: number): number => dayOf(Math.ceil(q * (n - 1))) + 1;
  const [first, last] = [(days[0]?.at ?? 0) / day, (days.at(-1)?.at ?? 0) / day + 1];
  return last - above(0.9) > 1.5 * (above(0.9) - below(0.01)) || below(0.1) - first > 1.5 * (above(0.99) - below(0.1));
}

/** Days since 1970: the first, those below which 1%, 10%, 90% and 99% lie, and the last. */
async function spreadOf(table: Table, index: number): Promise<number[]> {
  const days = `epoch_ms(v${index}) / 86400000.0`;
  const values = await table.numbers(
    `SELECT unnest(list_concat([min(x)], quantile_cont(x, [0.01, 0.1, 0.9, 0.99]), [max(x)])) AS x FROM (SELECT ${days} AS x FROM t WHERE v${index} IS NOT NULL)`,
  );
  return [...values];
}

/** How many leading dates lie beyond a gap longer than the rest's whole range (and than two years); undefined when none do. */
function widestGap(days: Float64Array, opposite: number): number | undefined {
  for (let i = days.length - 1; i >= 1; i -= 1) {
    const gap = Math.abs((days[i - 1] ?? 0) - (days[i] ?? 0));
    if (gap > 730 && gap > 1.5 * Math.abs((days[i] ?? 0) - opposite)) return i;
  }
  return undefined;
}
