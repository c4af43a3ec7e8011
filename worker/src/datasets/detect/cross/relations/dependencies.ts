import type { Column } from "../column.ts";
import type { Coded } from "../sample.ts";

/** Every value of `from` stands with one value of `to` only: each city has one state. */
export interface Dependency {
  from: string;
  to: string;
  /** Values of `from` that stand with more than one value of `to`: 0 for a dependency without exception. */
  exceptions: number;
  /** Values of `from` that occur more than once. */
  repeated: number;
}

export interface CodedColumn {
  column: Column;
  coded: Coded;
}

const tolerated = 0.05;

/**
 * Which columns determine which, in the rows given: without exception, or with at most 5% of the repeated values as exceptions.
 * Needs so many repetitions that chance would have brought at least 20 disagreements.
 */
export function findDependencies(columns: readonly CodedColumn[]): Dependency[] {
  const found: Dependency[] = [];
  for (const from of columns) {
    for (const to of columns) {
      if (from === to || to.coded.labels.length > from.coded.labels.length * 1.1) continue;
      const dependency = depends(from, to);
      if (dependency) found.push(dependency);
    }
  }
  return found;
}

function depends(from: CodedColumn, to: CodedColumn): Dependency | undefined {
  const values = from.coded.labels.length;
  const first = new Int32Array(values).fill(-1);
  const counts = new Int32Array(values);
  const broken = new Uint8Array(values);
  const limit = Math.max(1, tolerated * values);
  const sizes = new Float64Array(to.coded.labels.length);
  let exceptions = 0;
  let n = 0;
  for (let i = 0; i < from.coded.codes.length; i += 1) {
    const a = from.coded.codes[i] ?? -1;
    const b = to.coded.codes[i] ?? -1;
    if (a < 0 || b < 0) continue;
    n += 1;
    counts[a] = (counts[a] ?? 0) + 1;
    sizes[b] = (sizes[b] ?? 0) + 1;
    if (first[a] === -1) first[a] = b;
    else if (first[a] !== b && broken[a] === 0) {
      broken[a] = 1;
      exceptions += 1;
      if (exceptions > limit) return undefined;
    }
  }
  const disagree = 1 - sizes.reduce((sum, size) => sum + (size / n) ** 2, 0);
  const chances = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0) * disagree;
  const repeated = counts.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
  if (chances < 20 || exceptions > tolerated * repeated) return undefined;
  return { from: from.column.name, to: to.column.name, exceptions, repeated };
}

/** `part` is true only where `whole` is: one kind of failure among failures. */
export interface Implication {
  part: string;
  whole: string;
}

/** Flags of 0 and 1 that are true only where another one is, in at least 95% of at least ten rows. */
export function findImplications(flags: readonly { column: Column; values: Float64Array }[]): Implication[] {
  const found: Implication[] = [];
  for (const part of flags) {
    for (const whole of flags) {
      if (part === whole) continue;
      let both = 0;
      let alone = 0;
      let wholes = 0;
      for (let i = 0; i < part.values.length; i += 1) {
        if (whole.values[i] === 1) wholes += 1;
        if (part.values[i] !== 1) continue;
        if (whole.values[i] === 1) both += 1;
        else alone += 1;
      }
      // A whole that is nearly always true contains everything by chance.
      const chance = wholes / Math.max(1, whole.values.length);
      if (both >= 10 && alone <= 0.05 * (both + alone) && chance < 0.5 && both < wholes)
        found.push({ part: part.column.name, whole: whole.column.name });
    }
  }
  return found;
}
