import type { ColumnRole, Unit } from "@plumbline/contracts";
import type { ColumnSummary, TableColumn } from "../table/table.ts";
import { wordsOf } from "./name-words.ts";

const counted =
  /^(?:quantity|qty|count|units?|items?|pieces?|votes?|visits?|clicks?|views?|orders?|passengers?|population|records|discharges|deaths|cases|births|downloads|anzahl|menge)$/;

/** How the values of a column are read; null where they are no numbers. */
export function unitFor(column: TableColumn, summary: ColumnSummary, role: ColumnRole): Unit | null {
  const { numbers } = summary;
  if (column.storage !== "DOUBLE" || !numbers) return null;
  if (role === "identifier" || role === "category") return { kind: "number" };
  if (role === "flag") return { kind: "number" };
  if (column.symbol && /^[A-Z]{3}$/.test(column.symbol)) return { kind: "currency", symbol: column.symbol };
  if (column.symbol === "%" && numbers.min >= -1 && numbers.max <= 1) return { kind: "share" };
  if (column.symbol) return { kind: "number", symbol: column.symbol };
  if (role === "rate" && numbers.min >= -1 && numbers.max <= 1) return { kind: "share" };
  const words = wordsOf(column.name);
  const counts = words.some((word) => counted.test(word)) || (words.includes("number") && words.includes("of"));
  if (role === "amount" && numbers.whole && numbers.min >= 0 && counts) return { kind: "count" };
  return { kind: "number" };
}
