import type { ColumnProfile, Kpi } from "@plumbline/contracts";
import { wordsOf } from "./name-words.ts";

const most = 6;

/** What people look for first comes first. */
const priorities = [
  /revenue|sales|turnover|umsatz|ventas|gross/,
  /profit|income|earnings|margin|gewinn/,
  /total|amount|betrag/,
  /cost|expense|spend|spent|charge|payment|budget/,
  /quantity|qty|units|count|votes|records/,
];
const subjects =
  /customer|client|order|product|user|patient|supplier|vendor|employee|provider|account|store|station|machine|transaction|kunde|cliente/;

/** Position of an amount among the headline numbers: lower comes first. */
export function priorityOf(name: string): number {
  const words = wordsOf(name).join(" ");
  const found = priorities.findIndex((pattern) => pattern.test(words));
  return found === -1 ? priorities.length : found;
}

/** Amounts, those that matter most first, then in the order of the file. */
export const rankedAmounts = (columns: readonly ColumnProfile[]): ColumnProfile[] =>
  columns
    .filter((column) => column.role === "amount" && column.unique_count > 1)
    .sort((a, b) => priorityOf(a.name) - priorityOf(b.name) || a.position - b.position);

/** A few numbers that say how large the thing is: rows, totals, how many of whom, the averages of what is left. */
export function headlineNumbers(columns: readonly ColumnProfile[], rows: number): Kpi[] {
  const kpis: Kpi[] = [{ label: "Rows", value: rows, unit: { kind: "count" }, query: { op: "count", filter: [] } }];
  for (const column of rankedAmounts(columns)
    .filter(({ sum }) => sum !== null)
    .slice(0, 3)) {
    kpis.push({
      label: `Total ${column.name.trim()}`.replace(/^Total (?=total\b)/i, ""),
      value: column.sum ?? 0,
      unit: column.unit ?? { kind: "number" },
      query: { op: "sum", column: column.name, filter: [] },
    });
  }
  const entities = columns.filter(
    (column) =>
      column.role === "identifier" &&
      column.unique_count < column.count &&
      column.unique_count > 1 &&
      subjects.test(column.name.toLowerCase()),
  );
  for (const column of entities.slice(0, 2)) {
    kpis.push({
      label: `Distinct ${column.name.trim()}`,
      value: column.unique_count,
      unit: { kind: "count" },
      query: { op: "count_distinct", column: column.name, filter: [] },
    });
  }
  const averaged = columns.filter(
    (column) => (column.role === "measure" || column.role === "rate") && column.mean !== null,
  );
  for (const column of averaged) {
    if (kpis.length >= Math.min(most, 4 + entities.length)) break;
    kpis.push({
      label: `Average ${column.name.trim()}`.replace(/^Average (?=average\b)/i, ""),
      value: column.mean ?? 0,
      unit: column.unit ?? { kind: "number" },
      query: { op: "mean", column: column.name, filter: [] },
    });
  }
  return kpis.slice(0, most);
}
