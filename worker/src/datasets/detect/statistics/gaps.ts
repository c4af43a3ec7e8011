import type { Grain } from "@plumbline/contracts";
import { told } from "./distributions.ts";
import { day, hour } from "./periods.ts";
import { mean, variance } from "./robust.ts";

export interface Gap {
  /** Index of the first empty period, and how many follow each other. */
  at: number;
  length: number;
  /** Null where the calendar is regular: then an empty period is a plain fact. */
  p: number | null;
}

type Chance = (index: number) => number;

/**
 * The least likely run of empty periods; undefined when none is empty. The chance of an empty period is estimated for its
 * weekday (and hour), from how often such a period is empty and from its mean and variance (negative binomial), whichever
 * is less. The p-value of a run is the product of its periods' chances times the number of periods it could begin at.
 */
export function longestGap(counts: readonly number[], starts: readonly number[], grain: Grain): Gap | undefined {
  const chance = emptyChances(counts, starts, grain);
  let best: { at: number; length: number; p: number; log: number } | undefined;
  for (let i = 0; i < counts.length; ) {
    if (counts[i] !== 0) {
      i++;
      continue;
    }
    let [j, log] = [i, 0];
    for (; j < counts.length && counts[j] === 0; j++) log += Math.log(chance(j));
    if (!best || log < best.log) best = { at: i, length: j - i, p: told(counts.length * Math.exp(log)), log };
    i = j;
  }
  if (!best) return undefined;
  const run = trimmed(best, chance);
  return isRegular(counts) && (run.length >= 3 || grain === "month" || grain === "quarter" || grain === "year")
    ? { ...run, p: null }
    : run;
}

/** Periods with rows hold the same number of them, give or take little, and few are empty. */
export function isRegular(counts: readonly number[]): boolean {
  const filled = counts.filter((n) => n > 0);
  return filled.length >= 0.8 * counts.length && variance(filled) < 0.1 * mean(filled);
}

/** Leaves out periods at the ends of a run that are usually empty: a weekend before a gap is no part of it. */
function trimmed({ at, length, p }: { at: number; length: number; p: number }, chance: Chance): Gap {
  let [from, to] = [at, at + length];
  while (to - from > 1 && chance(from) > 0.5) from++;
  while (to - from > 1 && chance(to - 1) > 0.5) to--;
  return { at: from, length: to - from, p };
}

function emptyChances(counts: readonly number[], starts: readonly number[], grain: Grain): Chance {
  const slot = (at: number): number => {
    const weekday = (Math.floor(at / day) + 3) % 7;
    if (grain === "hour") return (weekday >= 5 ? 24 : 0) + (Math.floor(at / hour) % 24);
    return grain === "day" ? weekday : 0;
  };
  const slots = new Map<number, number[]>();
  for (const [i, at] of starts.entries()) {
    const known = slots.get(slot(at)) ?? [];
    if (known.push(counts[i] ?? 0) === 1) slots.set(slot(at), known);
  }
  const chances = new Map([...slots].map(([key, values]) => [key, emptyChance(values)]));
  return (i) => chances.get(slot(starts[i] ?? 0)) ?? 1;
}

function emptyChance(values: readonly number[]): number {
  const empty = values.filter((n) => n === 0).length;
  const seen = (empty + 0.5) / (values.length + 1);
  const m = mean(values);
  if (!(m > 0)) return 1;
  const spread = values.length > 1 ? variance(values) : m;
  const size = spread > m ? (m * m) / (spread - m) : Number.POSITIVE_INFINITY;
  const fitted = Number.isFinite(size) ? (1 + m / size) ** -size : Math.exp(-m);
  return Math.max(Math.min(seen, fitted), 1e-6);
}
