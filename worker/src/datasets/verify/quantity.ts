import type { Period } from "./period.ts";

/** How prose bounds a number: "about 20", "over 20", "at most 20". */
export type Bound = "exact" | "about" | "nearly" | "over" | "under" | "at_least" | "at_most";

/** What kind of thing a number in prose is; a match must agree with the unit of the evidence. */
export type QuantityKind =
  | "plain"
  | "percent"
  | "points"
  | "currency"
  /** "2.1 times", "10x", "doubled", "tenfold". */
  | "times"
  /** "half", "a third", "one in four", "most". */
  | "fraction"
  /** "second", "12th". */
  | "ordinal"
  | "period";

/** One way to read the digits: `step` is the worth of the last displayed digit. */
export interface Reading {
  value: number;
  step: number;
  /** Holds only for evidence in this unit. */
  unit?: string;
}

/** A number in prose. Offsets are UTF-16, into the text it was read from. */
export interface Quantity {
  start: number;
  end: number;
  text: string;
  kind: QuantityKind;
  /** Percent and points in percent ("18%" is 18); signs are apart. More than one where prose is ambiguous ("5 K"). */
  readings: Reading[];
  /** Of an explicit sign; 0 without one. */
  sign: -1 | 0 | 1;
  bound: Bound;
  /** The currency written with it. */
  currency?: string;
  /** The word right after it, lower case: "rows", "days". */
  noun: string;
  /** What it is a part of, lower case: "rows" in "half of the rows" and "most rows". */
  of: string;
  /** It has a decimal point. */
  decimal: boolean;
  /** All values in this interval are meant, rather than what rounds to it: "hundreds", "most". */
  interval?: [number, number];
  period?: Period;
  /** It says how something changed, so "doubled" also stands for a change of +100%. */
  change?: boolean;
}

/** A quantity without the parts that are read from its neighbourhood. */
export type Found = Omit<Quantity, "bound" | "noun" | "of">;

/** Blanks a stretch of text, so that later readers do not see it; offsets stay. */
export const blank = (text: string, start: number, end: number, fill = "\uE000"): string =>
  text.slice(0, start) + fill.repeat(end - start) + text.slice(end);
