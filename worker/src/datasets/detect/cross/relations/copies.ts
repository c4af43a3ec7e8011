import { pearson } from "../../statistics/correlation.ts";
import type { Numeric } from "./arithmetic.ts";
import { halfUnit } from "./decimals.ts";

/** `copy` is `of` again: the same values, rounded ones, or on another scale. */
export interface Copy {
  copy: string;
  of: string;
  how: "same" | "rounded" | "scaled";
}

/** Finds columns of numbers that hold the same as another one. The more exact column counts as the original. */
export function findCopies(columns: readonly Numeric[]): Copy[] {
  const found: Copy[] = [];
  const taken = new Set<string>();
  for (const [i, first] of columns.entries()) {
    for (const second of columns.slice(i + 1)) {
      const [of, copy] = second.decimals > first.decimals ? [second, first] : [first, second];
      if (taken.has(copy.name) || taken.has(of.name)) continue;
      const how = relate(of, copy);
      if (!how) continue;
      taken.add(copy.name);
      found.push({ copy: copy.name, of: of.name, how });
    }
  }
  return found;
}

function relate(of: Numeric, copy: Numeric): Copy["how"] | undefined {
  let n = 0;
  let same = 0;
  let near = 0;
  const half = halfUnit(copy.decimals) * (1 + 1e-6) + 1e-9;
  for (let i = 0; i < of.values.length; i += 1) {
    const a = of.values[i] ?? Number.NaN;
    const b = copy.values[i] ?? Number.NaN;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n += 1;
    if (a === b) same += 1;
    if (Math.abs(a - b) <= half) near += 1;
    if (n === 50 && near < 45) break;
  }
  if (n >= 20 && same === n) return "same";
  // Two flags, or two columns of few whole numbers, may agree in nearly all rows and still be two things.
  if (n >= 20 && near >= 0.999 * n && of.decimals > copy.decimals && copy.std > 2 * halfUnit(copy.decimals))
    return "rounded";
  if (n < 20 || of.distinct < 10 || copy.distinct < 10) return undefined;
  const head = 200;
  if (Math.abs(pearson(of.values.subarray(0, head), copy.values.subarray(0, head)).r) < 0.9999) return undefined;
  // Rounding to one unit in a spread of a hundred leaves this much of a perfect line.
  return Math.abs(pearson(of.values, copy.values).r) > 0.99999 ? "scaled" : undefined;
}
