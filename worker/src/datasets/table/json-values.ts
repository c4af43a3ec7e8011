export type Json = string | number | bigint | boolean | null | Json[] | { [key: string]: Json };

/** Parses one value; whole numbers too large for a double keep all their digits. */
export function parseJson(source: string): Json {
  if (!/\d{16}/.test(source)) return JSON.parse(source);
  return JSON.parse(source, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context?.source ?? 0)
      : value,
  );
}

/** The text of a cell: words as they are, numbers in their shortest form, nested values as JSON with sorted keys. */
export function textOfJson(value: Json): string | null {
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(sorted(value)) : String(value);
}

function sorted(value: Json): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
