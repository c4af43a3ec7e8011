import type { JsonDifference } from "@plumbline/contracts";
import { childrenOf, isObject, type Json, pointerOf } from "./json-value.ts";

type Path = readonly (string | number)[];

/**
 * What differs between two values, in the order of the newer one; at most `most` changes. Items of lists are matched by
 * the name they carry (`id`, `key` or `name`, where every item has its own), else by their place: unlike `diffJson`, which
 * compares places alone, one item more does not make everything after it differ.
 */
export function jsonDiff(before: Json, after: Json, most = 2000): JsonDifference[] {
  const changes: JsonDifference[] = [];
  compare(before, after, [], changes, most);
  return changes;
}

function compare(before: Json, after: Json, path: Path, changes: JsonDifference[], most: number): void {
  if (changes.length >= most || before === after) return;
  const lists = Array.isArray(before) && Array.isArray(after);
  if (!lists && !(isObject(before) && isObject(after))) {
    changes.push({ location: pointerOf(path), change: "changed", before, after });
    return;
  }
  const name = lists ? nameOf([...before, ...after], before, after) : undefined;
  const keyed = (value: Json): Map<string, [string | number, Json]> =>
    new Map(
      childrenOf(value).map(([key, one]) => [name && isObject(one) ? String(one[name]) : String(key), [key, one]]),
    );
  const [old, now] = [keyed(before), keyed(after)];
  for (const [id, [key, value]] of now) {
    if (changes.length >= most) return;
    const was = old.get(id);
    if (was) compare(was[1], value, [...path, key], changes, most);
    else changes.push({ location: pointerOf([...path, key]), change: "added", after: value });
  }
  for (const [id, [key, value]] of old) {
    if (changes.length >= most) return;
    if (!now.has(id)) changes.push({ location: pointerOf([...path, key]), change: "removed", before: value });
  }
}

/** The property that names every item of both lists, each its own. */
function nameOf(items: Json[], before: Json[], after: Json[]): string | undefined {
  if (items.length === 0) return undefined;
  return ["id", "key", "name"].find((name) => {
    const values = items.map((item) => (isObject(item) ? item[name] : undefined));
    if (!values.every((value) => typeof value === "string" || typeof value === "number")) return false;
    const distinct = (list: Json[]) => new Set(list.map((item) => isObject(item) && item[name])).size === list.length;
    return distinct(before) && distinct(after);
  });
}
