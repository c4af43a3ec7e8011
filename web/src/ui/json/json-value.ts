/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A value as JSON has it, or undefined when it is none. */
export function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map((one) => toJson(one) ?? null);
  if (typeof value !== "object") return undefined;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => pair(key, toJson(one))));
}
const pair = (key: string, value: Json | undefined): [string, Json][] => (value === undefined ? [] : [[key, value]]);

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `/rows/0/a~1b` (RFC 6901) of a path. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The parts of a JSON pointer. */
export const partsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What lies directly inside a value, by its key or place. */
export function childrenOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((one, i): [number, Json] => [i, one]);
  return isObject(value) ? Object.entries(value) : [];
}

/** A value in a few words: `{ 3 keys }`, `[ 120 items ]`, `"text"`. */
export function preview(value: Json): string {
  if (Array.isArray(value))
    return value.length === 0
      ? "[]"
      : `[ ${value.length.toLocaleString("en-US")} ${value.length === 1 ? "item" : "items"} ]`;
  if (isObject(value)) {
    const count = Object.keys(value).length;
    return count === 0 ? "{}" : `{ ${count.toLocaleString("en-US")} ${count === 1 ? "key" : "keys"} }`;
  }
  return JSON.stringify(value);
}
