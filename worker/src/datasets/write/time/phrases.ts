import { formatShare } from "../format.ts";

/** A measure's name at the start of a sentence: "The number of rows", "The mean of age", "sales" as in the file. */
export const leadUp = (name: string): string => (isPhrase(name) ? `The ${name}` : name);

/** A measure's name inside a sentence: "the number of rows", "sales". */
export const inside = (name: string): string => (isPhrase(name) ? `the ${name}` : name);

const isPhrase = (name: string): boolean => /^(number of|share of|mean |median )/.test(name);

/** "rose 18%", "fell 4.2%"; where a percentage would mislead (from near zero, across zero), just "rose". */
export function changed(change: number, before: number, after: number): string {
  const verb = change > 0 ? "rose" : "fell";
  return before <= 0 || after < 0 || Math.abs(change) > 5 ? verb : `${verb} ${formatShare(Math.abs(change))}`;
}

/** ", up 18%" or nothing where a percentage would mislead. */
export function percentage(change: number, before: number, after: number): string {
  if (before <= 0 || after < 0 || Math.abs(change) > 5) return "";
  return `${formatShare(Math.abs(change))} ${change > 0 ? "more" : "less"}`;
}
