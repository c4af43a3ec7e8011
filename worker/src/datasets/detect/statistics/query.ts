import type { AggregateQuery, Condition, Filter, Grain, GroupBy, Phase } from "@plumbline/contracts";
import { AppError } from "@plumbline/contracts";
import { trimmed } from "../../table/missing.ts";
import { quote, type Table, type TableColumn } from "../../table/table.ts";

/** A column as an SQL timestamp; a column of year numbers is the first of January of its years. */
export function temporalExpression(column: TableColumn): string {
  if (column.storage === "TIMESTAMP") return `v${column.index}`;
  if (column.storage === "DOUBLE") {
    const v = `v${column.index}`;
    return `CASE WHEN ${v} BETWEEN 1 AND 9999 AND ${v} = floor(${v}) THEN make_timestamp(CAST(${v} AS BIGINT), 1, 1, 0, 0, 0.0) END`;
  }
  throw new AppError("invalid_request", `${column.name} holds no dates.`);
}

const text = (column: TableColumn): string =>
  column.storage === "VARCHAR" ? `v${column.index}` : trimmed(`r${column.index}`);

/** SQL for "the cell is missing". A typed value spares the look at the text, which takes ten times as long; only CASE does. */
export const missingExpression = ({ storage, index }: TableColumn): string =>
  storage === "VARCHAR" ? `v${index} IS NULL` : `(CASE WHEN v${index} IS NULL THEN miss(r${index}) ELSE false END)`;

/** SQL for "the cell holds something", of the column's type or not. */
export const presentExpression = ({ storage, index }: TableColumn): string =>
  storage === "VARCHAR"
    ? `v${index} IS NOT NULL`
    : `(CASE WHEN v${index} IS NULL THEN NOT miss(r${index}) ELSE true END)`;

/** A column's value as a group string: text trimmed, numbers without trailing zeros, `true`, ISO dates. Null when missing. */
export function categoryExpression(column: TableColumn): string {
  const v = `v${column.index}`;
  if (column.storage === "DOUBLE")
    return `CASE WHEN ${v} = floor(${v}) AND abs(${v}) < 1e15 THEN CAST(CAST(${v} AS BIGINT) AS VARCHAR) ELSE CAST(${v} AS VARCHAR) END`;
  if (column.storage === "VARCHAR") return v;
  return `CAST(${v} AS VARCHAR)`;
}

const labels: Record<Grain | Phase, (at: string) => string> = {
  year: (at) => `strftime(${at}, '%Y')`,
  quarter: (at) => `strftime(${at}, '%Y-Q') || quarter(${at})`,
  month: (at) => `strftime(${at}, '%Y-%m')`,
  week: (at) => `strftime(${at}, '%G-W%V')`,
  day: (at) => `strftime(${at}, '%Y-%m-%d')`,
  hour: (at) => `strftime(${at}, '%Y-%m-%dT%H')`,
  hour_of_day: (at) => `lpad(CAST(hour(${at}) AS VARCHAR), 2, '0') || ':00'`,
  day_of_week: (at) => `dayname(${at})`,
  month_of_year: (at) => `monthname(${at})`,
};

/** SQL for the group string of a row (see periods.ts for the labels); null when the row has none. */
export function groupExpression(by: GroupBy, table: Table): string {
  const column = table.column(by.column);
  if ("grain" in by) return labels[by.grain](temporalExpression(column));
  if ("phase" in by) return labels[by.phase](temporalExpression(column));
  return categoryExpression(column);
}

/** Yes and no count as 1 and 0. */
const numeric = ({ storage, index }: TableColumn): string =>
  storage === "BOOLEAN" ? `CAST(v${index} AS DOUBLE)` : `v${index}`;

/** SQL for the one number of a query, its filter left out. Empty input gives null, a count 0. */
export function aggregateExpression(query: AggregateQuery, table: Table): string {
  if (query.column === undefined) {
    if (query.op === "count") return "count(*)";
    throw new AppError("invalid_request", `${query.op} needs a column.`);
  }
  const column = table.column(query.column);
  const v = numeric(column);
  switch (query.op) {
    case "count":
      return `count(*) FILTER (WHERE ${presentExpression(column)})`;
    case "count_distinct":
      return `count(DISTINCT ${text(column)}) FILTER (WHERE ${presentExpression(column)})`;
    case "sum":
      return `sum(${v})`;
    case "mean":
      return `avg(${v})`;
    case "median":
      return `quantile_cont(${v}, 0.5)`;
    case "min":
    case "max":
      return column.storage === "TIMESTAMP" ? `epoch_ms(${query.op}(${v}))` : `${query.op}(${v})`;
    case "std":
      return `stddev_samp(${v})`;
    case "quantile":
      return `quantile_cont(${v}, ${Number(query.q ?? 0.5)})`;
    case "weighted_mean": {
      if (query.weight === undefined) throw new AppError("invalid_request", "weighted_mean needs a weight.");
      const w = numeric(table.column(query.weight));
      return `sum(${v} * ${w}) / nullif(sum(${w}) FILTER (WHERE ${v} IS NOT NULL), 0)`;
    }
  }
}

/** SQL for "all of these hold", `true` for an empty filter. A missing value satisfies no comparison, `ne` included. */
export function filterExpression(filter: Filter, table: Table): string {
  return filter.length === 0 ? "true" : filter.map((c) => `(${conditionExpression(c, table)})`).join(" AND ");
}

const comparisons = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function conditionExpression(condition: Condition, table: Table): string {
  const column = table.column(condition.column);
  switch (condition.is) {
    case "missing":
      return missingExpression(column);
    case "present":
      return presentExpression(column);
    case "invalid":
      return `CASE WHEN v${column.index} IS NULL THEN NOT miss(r${column.index}) ELSE false END`;
    case "duplicate_row":
      return '"row" IN (SELECT "row" FROM repeats)';
    case "compare":
      return `v${column.index} ${comparisons[condition.op]} v${table.column(condition.other).index}`;
    case "in":
    case "not_in": {
      if (condition.values.length === 0) return condition.is === "in" ? "false" : "true";
      // One look-up in a list; a comparison for each of many values is slow.
      if (column.storage === "VARCHAR") {
        const list = condition.values.map((value) => quote(String(value))).join(", ");
        return `${categoryExpression(column)} ${condition.is === "in" ? "IN" : "NOT IN"} (${list})`;
      }
      const sides = condition.values.map((value) => operands(column, value));
      const any = sides.map(([left, right]) => `${left} = ${right}`).join(" OR ");
      return condition.is === "in" ? any : `NOT (${any})`;
    }
    default: {
      const [left, right] = operands(column, condition.value);
      return `${left} ${comparisons[condition.is]} ${right}`;
    }
  }
}

/** Both sides of a comparison: numbers with the typed value, ISO text with the date, other text with the trimmed cell. */
function operands(column: TableColumn, value: string | number | boolean): [string, string] {
  const v = `v${column.index}`;
  if (typeof value === "number" && column.storage === "DOUBLE")
    return [v, Number.isFinite(value) ? String(value) : "NULL"];
  if (typeof value === "boolean" && column.storage === "BOOLEAN") return [v, String(value)];
  const literal = quote(String(value));
  if (column.storage === "TIMESTAMP") return [v, `TRY_CAST(${literal} AS TIMESTAMP)`];
  if (column.storage === "TIME") return [v, `TRY_CAST(${literal} AS TIME)`];
  // ISO text against a column of years.
  if (column.storage === "DOUBLE" && /^\d{4}-\d{2}/.test(String(value)))
    return [temporalExpression(column), `TRY_CAST(${literal} AS TIMESTAMP)`];
  return [categoryExpression(column), literal];
}

/** SELECT with one column `value` (and, with `by`, `g` for the group, rows without one left out). */
export function aggregateSql(query: AggregateQuery, table: Table, by?: GroupBy): string {
  const value = aggregateExpression(query, table);
  const where = filterExpression(query.filter, table);
  if (!by) return `SELECT ${value} AS value FROM t WHERE ${where}`;
  const group = groupExpression(by, table);
  return `SELECT g, ${value} AS value FROM (SELECT *, ${group} AS g FROM t WHERE ${where}) WHERE g IS NOT NULL GROUP BY g ORDER BY g`;
}
