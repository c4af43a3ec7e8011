import type { Condition } from "@plumbline/contracts";
import type { DetectorContext } from "../detector.ts";
import { aggregateSql } from "../statistics/query.ts";
import { type Column, isGrouping, unitOf } from "./column.ts";
import type { Exhibits } from "./exhibits.ts";

const least_share = 0.2;

/**
 * Where a negative total lies more than the rows do: the group with the largest part of it beyond its part of all rows, among
 * categories of 3 to 30 values; null when no group holds a fifth.
 */
export async function worstWithin(
  { table }: DetectorContext,
  exhibits: Exhibits,
  columns: readonly Column[],
  outcome: Column,
  where: Condition,
): Promise<{ column: string; label: string; sum: string } | null> {
  const query = { op: "sum" as const, column: outcome.name, filter: [where] };
  let best: { column: string; label: string; score: number } | undefined;
  for (const group of columns) {
    if (!isGrouping(group) || group.profile.unique_count < 3 || group.profile.unique_count > 30) continue;
    const by = { column: group.name };
    const sums = await table.query<{ g: string; value: number }>(aggregateSql(query, table, by));
    const sizes = await table.query<{ g: string; value: number }>(aggregateSql({ op: "count", filter: [] }, table, by));
    const total = sums.reduce((sum, row) => sum + Number(row.value ?? 0), 0);
    const rows = sizes.reduce((sum, row) => sum + Number(row.value), 0);
    for (const { g, value } of sums) {
      const share = Number(value ?? 0) / total;
      const usual = Number(sizes.find((row) => row.g === g)?.value ?? 0) / rows;
      if (total >= 0 || share < least_share || share < 1.3 * usual) continue;
      const score = share * Math.log(share / usual);
      if (!best || score > best.score) best = { column: group.name, label: g, score };
    }
  }
  if (!best) return null;
  const filter = [where, { column: best.column, is: "eq" as const, value: best.label }];
  const sum = await exhibits.aggregate(
    `Total of ${outcome.name} in this part, ${best.label}`,
    { ...query, filter },
    unitOf(outcome),
  );
  return { column: best.column, label: best.label, sum };
}
