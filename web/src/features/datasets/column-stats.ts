import type { ColumnProfile } from "@plumbline/contracts";
import { formatDate, formatDateTime, missing } from "../../lib/format.ts";
import { formatValue } from "../../lib/format-unit.ts";

const measured = new Set<ColumnProfile["role"]>(["amount", "measure", "rate"]);

/** Whether averages of the column mean something; those of an identifier never do. */
export const hasAverages = (column: ColumnProfile): boolean => measured.has(column.role);

/** Whether a total of the column means something: amounts add up, rates and measures do not. */
export const hasTotal = (column: ColumnProfile): boolean => column.role === "amount";

type Figure = "min" | "median" | "mean" | "max" | "sum";

/** A figure of the column as a number to sort by; null where it would mean nothing. */
export function figure(column: ColumnProfile, name: Figure): number | string | null {
  if (column.role === "date") return name === "min" ? column.min_date : name === "max" ? column.max_date : null;
  if (!hasAverages(column) || (name === "sum" && !hasTotal(column))) return null;
  return column[name];
}

/** The same as it is written, in the column's unit. */
export function figureText(column: ColumnProfile, name: Figure): string {
  const value = figure(column, name);
  if (value === null) return missing;
  if (typeof value === "string") return column.type === "date" ? formatDate(value.slice(0, 10)) : formatDateTime(value);
  return formatValue(value, column.unit);
}

/** "amount", "rate", "date", with the type where the role leaves it open. */
export function roleWords({ role, type, unit }: ColumnProfile): string {
  const of = unit?.symbol ? `, ${unit.symbol}` : unit?.kind === "share" ? ", share" : "";
  return role === "empty" || role === "date" || role === "text" ? role : `${role}${of || `, ${type}`}`;
}
