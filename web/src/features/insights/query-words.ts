import type { AggregateQuery, Condition, Filter, GroupBy, Scalar } from "@plumbline/contracts";
import { formatGroup } from "../../lib/format-group.ts";

const quote = (name: string): string => `"${name}"`;
const scalar = (value: Scalar): string => (typeof value === "string" ? quote(value) : String(value));
const signs = { eq: "=", ne: "≠", gt: ">", gte: "≥", lt: "<", lte: "≤" } as const;

/** One condition in words: `"Discount" > 0.2`, `"Cabin" is missing`. */
export function conditionWords(condition: Condition): string {
  const column = quote(condition.column);
  switch (condition.is) {
    case "in":
    case "not_in":
      return `${column} ${condition.is === "in" ? "in" : "not in"} (${condition.values.map(scalar).join(", ")})`;
    case "missing":
      return `${column} is missing`;
    case "present":
      return `${column} is present`;
    case "invalid":
      return `${column} is not of its type`;
    case "duplicate_row":
      return "the row repeats an earlier one";
    case "compare":
      return `${column} ${signs[condition.op]} ${quote(condition.other)}`;
    default:
      return `${column} ${signs[condition.is]} ${scalar(condition.value)}`;
  }
}

const whereWords = (filter: Filter): string =>
  filter.length ? ` where ${filter.map(conditionWords).join(" and ")}` : "";

/** Rows that satisfy a filter, in words: `rows where "Discount" > 0.2`. */
export const rowsWords = (filter: Filter): string => `rows${whereWords(filter)}`;

/** A computation in words, exactly as it was made: `sum("Profit") where "Discount" > 0.2`. */
export function queryWords({ op, column, q, weight, filter }: AggregateQuery): string {
  const inside = column === undefined ? "rows" : quote(column);
  const more =
    op === "quantile" && q !== undefined ? `, ${q}` : weight === undefined ? "" : ` weighted by ${quote(weight)}`;
  return `${op}(${inside}${more})${whereWords(filter)}`;
}

const phases = { hour_of_day: "hour of day", day_of_week: "day of week", month_of_year: "month of year" } as const;

/** How rows fall into groups, in words: `by month of "Order date"`. */
export function groupByWords(by: GroupBy): string {
  if ("grain" in by) return `by ${by.grain} of ${quote(by.column)}`;
  if ("phase" in by) return `by ${phases[by.phase]} of ${quote(by.column)}`;
  return `by ${quote(by.column)}`;
}

/** One group of a series in words: `in Mar 2017`, `for "Region" = "West"`. */
export function groupWords(group: string, by: GroupBy): string {
  if ("grain" in by) return `in ${formatGroup(group, by)}`;
  return "phase" in by ? `for ${group}` : `for ${quote(by.column)} = ${quote(group)}`;
}
