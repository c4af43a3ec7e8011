/**
 * A JSON value as the text results are stored and hashed by: keys sorted, and text that Postgres cannot hold (NUL, half
 * surrogate pairs) replaced by U+FFFD. The worker writes the same value as the same text.
 */
export const sortedJson = (value: unknown): string => JSON.stringify(sorted(value));

function sorted(value: unknown): unknown {
  if (typeof value === "string") return plain(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [plain(key), sorted(one)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const plain = (text: string): string => text.toWellFormed().replaceAll("\0", "\uFFFD");
