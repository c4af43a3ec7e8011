import { inPlace } from "./bounds.ts";
import { blank, type Found, type Quantity } from "./quantity.ts";
import { readFractions } from "./read-fractions.ts";
import { readDigits, readWords } from "./read-numbers.ts";
import { readPeriods } from "./read-periods.ts";

/** A stretch of digits that no reader understood. */
export interface Unread {
  start: number;
  end: number;
  text: string;
}

/**
 * Every number in prose, whatever its form: digits, words, fractions, factors, dates and periods, in order. Names must
 * have been blanked before. What is left and still holds a digit is returned as unread: nothing numeric goes unseen.
 */
export function readQuantities(
  text: string,
  currencies: readonly string[] = [],
): { quantities: Quantity[]; unread: Unread[] } {
  const periods = readPeriods(text);
  const fractions = readFractions(periods.rest);
  const digits = readDigits(fractions.rest, currencies);
  const words = readWords(digits.rest);
  const all: Found[] = [...periods.found, ...fractions.found, ...digits.found, ...words.found];
  const quantities = all.map((found) => inPlace(found, text)).sort((a, b) => a.start - b.start);
  let left = words.rest;
  for (const { start, end } of all) left = blank(left, start, end, "\uE002");
  const unread = [...left.matchAll(/[\p{L}_]*\p{N}[\p{L}\p{N}_.,]*/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  return { quantities, unread };
}
