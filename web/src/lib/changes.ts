import { formatDateTime, formatNumber, missing } from "./format.ts";

/** One thing that differs between two versions of something; undefined where it was not, or is no more. */
export interface Change {
  name: string;
  before: unknown;
  after: unknown;
}

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** `{ value: { limit: 3 } }` -> `value.limit`: 3. Lists stay whole. */
function leaves(row: Row, path = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(row)) {
    const name = path ? `${path}.${key}` : key;
    if (isRow(value) && Object.keys(value).length > 0)
      for (const [inner, leaf] of leaves(value, name)) found.set(inner, leaf);
    else found.set(name, value);
  }
  return found;
}

/** What differs between two rows, nested names dotted, in the order of their fields. Null counts as not there. */
export function changesBetween(before: Row | null, after: Row | null): Change[] {
  const old = leaves(before ?? {});
  const now = leaves(after ?? {});
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? undefined, after: now.get(name) ?? undefined }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}/;

/** A stored value as people read it. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null || value === "") return missing;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return formatNumber(value, 6);
  if (typeof value === "string") return time.test(value) ? formatDateTime(value) : value;
  return JSON.stringify(value);
}
