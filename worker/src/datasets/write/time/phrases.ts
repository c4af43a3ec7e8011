import type { Unit } from "@plumbline/contracts";
import { formatShare } from "../format.ts";

/** A measure's name at the start of a sentence: "The number of rows", "The mean of age", "sales" as in the file. */
export const leadUp = (name: string): string => (isPhrase(name) ? `The ${name}` : name);

/** A measure's name inside a sentence: "the number of rows", "sales". */
export const inside = (name: string): string => (isPhrase(name) ? `the ${name}` : name);

const isPhrase = (name: string): boolean => /^(number of|share of|mean |median )/.test(name);

interface Side {
  value: number;
  unit: Unit;
}

/** Degrees have no natural zero: 20 degrees are not twice 10. */
const degrees = /temperature|celsius|fahrenheit|(^|[^a-z])temps?([^a-z]|$)|°\s?[CF]\b/i;

/** Where a percentage would mislead: degrees, shares of shares, from near zero, across zero. */
const misleads = (change: number, before: Side, after: Side, name: string): boolean =>
  degrees.test(name) || before.unit.kind === "share" || before.value <= 0 || after.value < 0 || Math.abs(change) > 5;

/** "rose 18%", "fell 4.2%"; just "rose" where a percentage of `name` would mislead. */
export function changed(change: number, before: Side, after: Side, name: string): string {
  const verb = change > 0 ? "rose" : "fell";
  return misleads(change, before, after, name) ? verb : `${verb} ${formatShare(Math.abs(change))}`;
}

/** "18% more", or nothing where a percentage would mislead. */
export const percentage = (change: number, before: Side, after: Side, name: string): string =>
  misleads(change, before, after, name) ? "" : `${formatShare(Math.abs(change))} ${change > 0 ? "more" : "less"}`;

/** A stretch of time after its preposition: "in March 2017", "on 2 March 2017", "from 3 to 18 March 2017". */
export function during(span: string): string {
  if (span.includes(" to ")) return `from ${span}`;
  return `${/^\d{1,2} /.test(span) ? "on" : "in"} ${span}`;
}
