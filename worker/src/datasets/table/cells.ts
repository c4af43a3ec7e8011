import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";

export type Plain = string | number | boolean | null | Plain[];

/** A database value as plain JSON: integers of any width as number, timestamps as ISO text without a zone. */
export function cellOf(value: DuckDBValue): Plain {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (typeof value === "bigint") return Number(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return isoTimestamp(value.micros);
  if (value instanceof DuckDBDateValue || value instanceof DuckDBTimeValue) return value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue) return value.items.map(cellOf);
  return value.toString();
}

/** `2017-03-01T08:30:00`, with milliseconds only when there are some. */
function isoTimestamp(micros: bigint): string {
  const text = new Date(Number(micros / 1000n)).toISOString().slice(0, -1);
  return text.endsWith(".000") ? text.slice(0, -4) : text;
}
