import { z } from "zod";

/** One place where two JSON values differ: a JSON pointer and both sides, `before` left out of what was added. */
export const JsonDifference = z.object({
  location: z.string(),
  change: z.enum(["added", "removed", "changed"]),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type JsonDifference = z.infer<typeof JsonDifference>;

/**
 * Where two JSON values differ, in the order of `before`, the first `most` of `count`. Objects are compared by key,
 * arrays by position; what differs in kind is one difference, not gone into.
 */
export function diffJson(
  before: unknown,
  after: unknown,
  most = 100,
): { differences: JsonDifference[]; count: number } {
  const differences: JsonDifference[] = [];
  let count = 0;
  const add = (difference: JsonDifference) => {
    if (++count <= most) differences.push(difference);
  };
  const visit = (a: unknown, b: unknown, location: string): void => {
    if (a === b) return;
    if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
      add({ location, change: "changed", before: a, after: b });
      return;
    }
    const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
    for (const [key, value] of left) {
      const at = `${location}/${escapePointer(key)}`;
      if (right.has(key)) visit(value, right.get(key), at);
      else add({ location: at, change: "removed", before: value });
    }
    for (const [key, value] of right) {
      if (!left.has(key)) add({ location: `${location}/${escapePointer(key)}`, change: "added", after: value });
    }
  };
  visit(before, after, "");
  return { differences, count };
}

/** Equal as JSON, whatever the order of keys. */
export const isSameJson = (a: unknown, b: unknown): boolean => diffJson(a, b, 0).count === 0;

/** A key as a part of a JSON pointer (RFC 6901). */
export const escapePointer = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;
