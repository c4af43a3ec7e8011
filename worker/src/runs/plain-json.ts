export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A value as Postgres will give it back: keys sorted, undefined dropped, dates as ISO text, and text that jsonb cannot
 * hold (NUL, half surrogate pairs) replaced by U+FFFD. Numbers that are not finite stay, for the schema to refuse.
 */
export function toPlainJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value.toWellFormed().replaceAll("\0", "\uFFFD");
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlainJson);
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined && typeof v !== "function")
    .map(([k, v]): [string, Json] => [k.toWellFormed().replaceAll("\0", "\uFFFD"), toPlainJson(v)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
