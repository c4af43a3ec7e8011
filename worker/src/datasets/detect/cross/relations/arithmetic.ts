import { placesOf } from "../../statistics/places.ts";
import { momentsOf } from "../../statistics/welch.ts";
import { decimalsOf, halfUnit } from "./decimals.ts";

/** A column that is worked out from others: `total = quantity x price`. */
export interface Arithmetic {
  total: string;
  op: "product" | "sum" | "ratio";
  parts: string[];
  /** Rows where all are present, and those of them where the sum does not come out. */
  n: number;
  mismatches: number;
}

/** A column of numbers with what comparing it needs. */
export interface Numeric {
  name: string;
  values: Float64Array;
  decimals: number;
  std: number;
  median: number;
  /** Different values, counted up to 1,000. */
  distinct: number;
}

/** Values in the order of the rows, NaN where missing. */
export function numericOf(name: string, values: Float64Array): Numeric {
  const { sorted, distinct } = placesOf(values);
  const { variance } = momentsOf(sorted);
  return {
    name,
    values,
    decimals: decimalsOf(values),
    std: Math.sqrt(variance),
    median: sorted[sorted.length >> 1] ?? 0,
    distinct: Math.min(1000, distinct.length),
  };
}

const largest_miss = 0.15;

/**
 * Finds columns that are a product, sum or ratio of others in at least 85% of the rows, rounding allowed for.
 * A column with a handful of values is never a total: it would come out by chance.
 */
export function findArithmetic(columns: readonly Numeric[]): Arithmetic[] {
  const found: Arithmetic[] = [];
  const parts = columns.slice(0, 30).filter((c) => c.distinct > 1);
  for (const total of parts) {
    if (total.distinct < 10 || total.std <= 5 * halfUnit(total.decimals)) continue;
    const others = parts.filter((p) => p !== total);
    let best: Arithmetic | undefined;
    for (const [a, b, op] of pairs(others)) {
      const result = check(total, op, [a, b]);
      if (result && (!best || result.mismatches < best.mismatches)) best = result;
    }
    best ??= findLongSum(total, columns);
    if (best) found.push(best);
  }
  // A long fraction is the quotient of the other two, not a factor somebody wrote down.
  const decimals = new Map(columns.map((c) => [c.name, c.decimals]));
  const rank = (f: Arithmetic): number => (f.op !== "ratio" ? 1 : (decimals.get(f.total) ?? 0) >= 4 ? 0 : 2);
  return found.filter((f) => !found.some((g) => g !== f && isSame(f, g) && rank(g) < rank(f)));
}

const isSame = (f: Arithmetic, g: Arithmetic): boolean =>
  [f.total, ...f.parts].sort().join("\u0000") === [g.total, ...g.parts].sort().join("\u0000");

function* pairs(columns: readonly Numeric[]): Generator<[Numeric, Numeric, Arithmetic["op"]]> {
  for (const [i, a] of columns.entries()) {
    for (const b of columns.slice(i + 1)) {
      yield [a, b, "product"];
      yield [a, b, "sum"];
      yield [a, b, "ratio"];
      yield [b, a, "ratio"];
    }
  }
}

/** A total right beside its three to twelve parts. */
function findLongSum(total: Numeric, columns: readonly Numeric[]): Arithmetic | undefined {
  for (let length = 12; length >= 3; length -= 1) {
    for (let start = 0; start + length <= columns.length; start += 1) {
      const run = columns.slice(start, start + length);
      if (run.includes(total)) continue;
      const result = check(total, "sum", run);
      if (result) return result;
    }
  }
  return undefined;
}

/** Whether a total comes out of its parts in one row, allowing for how all of them were rounded. */
export function comesOut(op: Arithmetic["op"], total: number, parts: readonly number[], slack: Slack): boolean {
  const expected = expectedOf(op, parts);
  const own = slack.total + 1e-6 * Math.abs(total);
  if (op === "sum") return Math.abs(expected - total) <= own + slack.parts.reduce((x, y) => x + y, 0);
  const relative = parts.reduce((sum, part, i) => sum + (slack.parts[i] ?? 0) / Math.max(Math.abs(part), 1e-12), 0);
  return Math.abs(expected - total) <= own + Math.abs(expected) * Math.min(relative, 0.02);
}

function expectedOf(op: Arithmetic["op"], parts: readonly number[]): number {
  const [a = 0, b = 0] = parts;
  return op === "sum" ? parts.reduce((x, y) => x + y, 0) : op === "product" ? a * b : a / b;
}

export interface Slack {
  total: number;
  parts: number[];
}

/** What rounding allows: half a unit of the last decimal; whole numbers under 1,000 are taken as exact. */
export function slackOf(total: Numeric, parts: readonly Numeric[]): Slack {
  const half = (c: Numeric) => (c.decimals === 0 && Math.abs(c.median) < 1000 ? 0 : halfUnit(c.decimals));
  return { total: halfUnit(total.decimals), parts: parts.map(half) };
}

function check(total: Numeric, op: Arithmetic["op"], parts: readonly Numeric[]): Arithmetic | undefined {
  const counted = countMismatches(total, op, parts, true);
  if (!counted || counted.telling < 20 || counted.mismatches > largest_miss * counted.telling) return undefined;
  const { n, mismatches } = counted;
  return { total: total.name, op, parts: parts.map((p) => p.name), n, mismatches };
}

/** Counts the rows where a total does not come out; gives up early (undefined) when `searching` and it clearly never does. */
export function countMismatches(
  total: Numeric,
  op: Arithmetic["op"],
  parts: readonly Numeric[],
  searching = false,
): { n: number; mismatches: number; telling: number; gap: number; sum: number } | undefined {
  const slack = slackOf(total, parts);
  const row = new Array<number>(parts.length).fill(0);
  let n = 0;
  let telling = 0;
  let mismatches = 0;
  let gap = 0;
  let sum = 0;
  for (let i = 0; i < total.values.length; i += 1) {
    const t = total.values[i] ?? Number.NaN;
    let zero = t === 0;
    let missing = Number.isNaN(t);
    for (let j = 0; j < parts.length && !missing; j += 1) {
      const x = parts[j]?.values[i] ?? Number.NaN;
      row[j] = x;
      missing = Number.isNaN(x);
    }
    if (missing) continue;
    n += 1;
    if (op === "ratio" && row[1] === 0) continue;
    // A zero total of zero parts, or a sum with one part only, says nothing.
    if (op === "product" && row.some((x) => x === 1)) zero = true;
    if (op === "sum" && row.filter((x) => x !== 0).length < 2) zero = true;
    if (op === "ratio" && row[1] === 1) zero = true;
    if (!zero) telling += 1;
    sum += t;
    if (!comesOut(op, t, row, slack)) {
      mismatches += 1;
      gap += t - expectedOf(op, row);
    }
    if (searching && n >= 20 && mismatches > 0.5 * n) return undefined;
    if (searching && n >= 200 && mismatches > 1.5 * largest_miss * n) return undefined;
  }
  return { n, mismatches, telling, gap, sum };
}
