import { isMissing } from "./missing.ts";

const number =
  /^\(?[+-]?\s*(?:[$€£¥]|USD|EUR|GBP|CHF)?\s*[+-]?(?:\d[\d,. '\u00a0]*|[.,]\d+)(?:[eE][+-]?\d+)?\s*(?:%|[$€£¥]|USD|EUR|GBP|CHF)?\)?$/;
const date =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}|\d{1,2}:\d{2}(?::\d{2})?)(?:[T ]\d{1,2}:\d{2}.*)?$/;

/** What one cell looks like, roughly: enough to tell a name from a value. */
export function classOf(cell: string | null): "missing" | "number" | "date" | "text" {
  if (cell === null || isMissing(cell)) return "missing";
  const text = cell.trim();
  if (date.test(text)) return "date";
  return number.test(text) ? "number" : "text";
}
