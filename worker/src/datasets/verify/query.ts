import type { AggregateQuery, Condition, Filter, GroupBy, Scalar } from "@plumbline/contracts";
import { quote, type Table, type TableColumn } from "../table/table.ts";

/*
 * The verifier's own translation of queries to SQL. Detectors have another one: a mistake shared by both would hide
 * itself, so nothing is imported from there.
 */

const value = ({ index }: TableColumn): string => `v${index}`;
const raw = ({ index }: TableColumn): string => `r${index}`;
/** Typed text is null exactly where the cell is missing; other types also where it is not of the type: there the text tells. */
const present = (column: TableColumn): string =>
  column.storage === "VARCHAR"
    ? `(${value(column)} is not null)`
    : `(case when ${value(column)} is null then not miss(${raw(column)}) else true end)`;
const trimmed = (column: TableColumn): string => `trim(${raw(column)})`;

/** A column as a timestamp; numbers are years. Throws where a column holds neither. */
function instant(column: TableColumn): string {
  if (column.storage === "TIMESTAMP") return value(column);
  if (column.storage !== "DOUBLE") throw new Error(`${column.name} holds no dates`);
  const v = value(column);
  return `(case when ${v} between 1 and 9999 and ${v} = floor(${v}) then make_timestamp(${v}::bigint, 1, 1, 0, 0, 0.0) end)`;
}

/** A filter as an SQL condition that is true or false, never null: a missing value satisfies no comparison. */
export function filterSql(filter: Filter, table: Table): string {
  const all = filter.map((condition) => `coalesce(${conditionSql(condition, table)}, false)`);
  return all.length === 0 ? "true" : all.join(" and ");
}

/** Whether a filter needs the repeated rows, which `relationSql` adds to the table. */
export const needsRepeats = (filter: Filter): boolean => filter.some(({ is }) => is === "duplicate_row");

/**
 * The relation to select from: with a column `repeat`, true for rows equal to an earlier one in every cell. Compared cell by
 * cell are those only whose cell in the most varied column occurs again, or whose hash where no column is varied enough;
 * found once and kept in a table, for several queries ask for them.
 */
export async function relationSql(table: Table, repeats: boolean): Promise<string> {
  if (!repeats) return "t";
  const cells = table.columns.map(raw).join(", ");
  const variety = ({ index }: TableColumn): number => table.summaries[index]?.unique_count ?? 0;
  const varied = table.columns.find((column) => variety(column) >= 0.5 * table.row_count);
  const key = varied ? `coalesce(${raw(varied)}, '')` : `hash(${cells})`;
  await table.query(
    `create table if not exists verified_repeats as select "row" from (
       select "row", row_number() over (partition by ${cells} order by "row") > 1 as repeat from t
       where ${key} in (select ${key} from t group by 1 having count(*) > 1)
     ) where repeat`,
  );
  return `(select *, "row" in (select "row" from verified_repeats) as repeat from t)`;
}

const operators = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function conditionSql(condition: Condition, table: Table): string {
  const column = table.column(condition.column);
  switch (condition.is) {
    case "missing":
      return `(not ${present(column)})`;
    case "present":
      return present(column);
    case "invalid":
      return `(${present(column)} and ${value(column)} is null)`;
    case "duplicate_row":
      return "repeat";
    case "compare":
      return `(${value(column)} ${operators[condition.op]} ${value(table.column(condition.other))})`;
    case "in":
    case "not_in": {
      if (column.storage === "VARCHAR" && condition.values.length > 0) {
        const list = condition.values.map((one) => quote(String(one))).join(", ");
        return `(${value(column)} ${condition.is === "in" ? "in" : "not in"} (${list}))`;
      }
      const equal = condition.values.map((one) => compared(column, "=", one));
      if (condition.is === "in") return equal.length === 0 ? "false" : `(${equal.join(" or ")})`;
      return equal.length === 0 ? "true" : `(not (${equal.join(" or ")}))`;
    }
    default:
      return compared(column, operators[condition.is], condition.value);
  }
}

/** `column op constant`, by the storage of the column: numbers as numbers, ISO text as dates, other text as trimmed text. */
function compared(column: TableColumn, operator: string, constant: Scalar): string {
  const text = String(constant);
  const literal = quote(text);
  switch (column.storage) {
    case "DOUBLE":
      if (/^\d{4}-\d\d/.test(text)) return `(${instant(column)} ${operator} try_cast(${literal} as timestamp))`;
      if (typeof constant === "boolean") return "false";
      if (typeof constant === "string" && !isNumber(text)) return operator === "<>" ? present(column) : "false";
      return Number.isFinite(Number(constant)) ? `(${value(column)} ${operator} ${Number(constant)}::double)` : "false";
    case "TIMESTAMP":
      return `(${value(column)} ${operator} try_cast(${literal} as timestamp))`;
    case "TIME":
      return `(${value(column)} ${operator} try_cast(${literal} as time))`;
    case "BOOLEAN":
      return `(${value(column)} ${operator} ${text === "true"})`;
    // Trimmed text, null when missing.
    case "VARCHAR":
      return `(${value(column)} ${operator} ${literal})`;
  }
}

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

/** One number of a query as SQL with its filter inside, so that many share a scan. A count of nothing is 0, others null. */
export function aggregateSql(query: AggregateQuery, table: Table): string {
  const where = filterSql(query.filter, table);
  const over = (call: string, and = "true"): string => `${call} filter (where ${where} and ${and})`;
  if (query.column === undefined) {
    if (query.op !== "count") throw new Error(`${query.op} needs a column`);
    return over("count(*)");
  }
  const column = table.column(query.column);
  if (query.op === "count") return over("count(*)", present(column));
  if (query.op === "count_distinct") {
    const each = column.storage === "VARCHAR" ? value(column) : trimmed(column);
    return over(`count(distinct ${each})`, present(column));
  }
  if (query.op === "min" || query.op === "max") {
    const v = column.storage === "TIMESTAMP" ? `epoch_ms(${value(column)})` : numeric(column);
    return over(`${query.op}(${v})`);
  }
  const v = numeric(column);
  switch (query.op) {
    case "sum":
      return over(`fsum(${v})`);
    case "mean":
      return over(`favg(${v})`);
    case "median":
      return over(`quantile_cont(${v}, 0.5)`);
    case "quantile":
      if (query.q === undefined) throw new Error("a quantile needs q");
      return over(`quantile_cont(${v}, ${Number(query.q)})`);
    case "std":
      return over(`stddev_samp(${v})`);
    case "weighted_mean": {
      if (query.weight === undefined) throw new Error("a weighted mean needs a weight");
      const w = numeric(table.column(query.weight));
      const both = `${v} is not null and ${w} is not null`;
      return `(${over(`fsum(${v} * ${w})`, both)} / nullif(${over(`fsum(${w})`, both)}, 0))`;
    }
  }
}

/** How large the terms of a sum or mean are: rounding errors are measured against it. Null for other computations. */
export function scaleSql(query: AggregateQuery, table: Table): string {
  if ((query.op !== "sum" && query.op !== "mean") || query.column === undefined) return "null";
  const call = query.op === "sum" ? "sum" : "avg";
  return `${call}(abs(${numeric(table.column(query.column))})) filter (where ${filterSql(query.filter, table)})`;
}

function numeric(column: TableColumn): string {
  if (column.storage === "DOUBLE") return value(column);
  if (column.storage === "BOOLEAN") return `${value(column)}::double`;
  throw new Error(`${column.name} holds no numbers`);
}

const weekdays = "['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']";
const monthNames =
  "['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']";

/**
 * A row's group as SQL text. Categories: the trimmed text, or the number as it is written. Phases: `Monday`, `November`,
 * `14:00`. Calendar periods come back as ISO text of the instant they start, for `groupOf` to name.
 */
export function groupSql(by: GroupBy, table: Table): string {
  const column = table.column(by.column);
  if ("grain" in by) return `strftime(date_trunc('${by.grain}', ${instant(column)}), '%Y-%m-%dT%H:%M:%S')`;
  if ("phase" in by) {
    const at = instant(column);
    if (by.phase === "day_of_week") return `${weekdays}[isodow(${at})]`;
    if (by.phase === "month_of_year") return `${monthNames}[month(${at})]`;
    return `strftime(${at}, '%H:00')`;
  }
  if (column.storage === "VARCHAR") return value(column);
  if (column.storage !== "DOUBLE") return `${value(column)}::varchar`;
  const v = value(column);
  return `(case when ${v} = floor(${v}) and abs(${v}) < 1e15 then ${v}::bigint::varchar else ${v}::varchar end)`;
}
