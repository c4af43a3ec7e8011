import { quote } from "./table.ts";

/** Words that say "no value here", compared trimmed and in lower case; blanks and nulls count as well. */
export const missingWords = ["", "na", "n/a", "nan", "null", "none", "#n/a", "-", "?"];

/** What is trimmed: everything Unicode calls white space, so that a trailing no-break space does not make a new value. */
export const whitespace =
  " \t\n\r\v\f\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

/** SQL for the trimmed text of an expression. */
export const trimmed = (sql: string): string => `trim(${sql}, ${quote(whitespace)})`;

const blank = "[\\s\\p{Z}\\x{85}\\x{1c}-\\x{1f}]*";
const words = missingWords.filter((word) => word !== "").map((word) => word.replace("?", "\\?"));

/**
 * Defines `miss(text)`: true for null, blank and NA words. One pattern, because trimming by a set of characters takes
 * fifteen times as long.
 */
export const missingMacro = `create macro miss(cell) as (
  cell is null or regexp_full_match(cell, ${quote(`(?i)${blank}(?:${words.join("|")})?${blank}`)}))`;

/** The text without white space at its ends, as the SQL above trims it. */
export function trim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && whitespace.includes(text[from] ?? "x")) from++;
  while (to > from && whitespace.includes(text[to - 1] ?? "x")) to--;
  return to - from === text.length ? text : text.slice(from, to);
}

/** The same decision in JS. */
export function isMissing(cell: string | null): boolean {
  if (cell === null) return true;
  const text = trim(cell);
  return text.length <= 4 && missingWords.includes(text.toLowerCase());
}
