import { months } from "../write/format-time.ts";
import type { Period } from "./period.ts";
import { blank, type Found } from "./quantity.ts";

const month = `(${[...months, ...months.map((name) => `${name.slice(0, 3)}\\.?`), "Sept\\.?"].join("|")})`;
const monthNumber = (name: string): number => months.findIndex((full) => full.startsWith(name.slice(0, 3))) + 1;
const year = "((?:1[6-9]|2[01])\\d\\d)";
const edge = "(?<![\\p{L}\\p{N}.,\\uE000])";
const stop = "(?![\\p{L}\\p{N}\\uE000]|[.,]\\d)";
const clock = "(?:,? (?:at )?(\\d{1,2}):(\\d\\d))?";
const quarterWord: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: 4 };

/** A pattern and what it stands for: first what borrows from the date after it, then from the longest form to the shortest. */
const forms: [RegExp, (m: string[]) => Period | undefined][] = [
  [
    rule(`(\\d{1,2})(?:st|nd|rd|th)?(?= ?(?:to|and|until|through|-|–) ?\\d{1,2} ${month} ${year})`),
    (m) => date(m[2], named(m[1]), m[0]),
  ],
  [
    rule(`(\\d{1,2}) ${month}(?= (?:to|and|until|through|-|–) (?:\\d{1,2} )?${month} ${year})`),
    (m) => date(m[3], named(m[1]), m[0]),
  ],
  [
    rule(`${month}(?= ?(?:to|and|until|through|-|–) ?${month} ${year})`),
    (m) => period({ year: m[2], month: named(m[0]) }),
  ],
  [rule(`Q([1-4])(?= (?:to|and|until|through|-|–|->) Q[1-4] ${year})`), (m) => period({ year: m[1], quarter: m[0] })],
  [rule(`(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::\\d\\d)?)?`), (m) => date(m[0], m[1], m[2], m[3], m[4])],
  [
    rule(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${month},? (\\d{4})${clock}`),
    (m) => date(m[2], named(m[1]), m[0], m[3], m[4]),
  ],
  [rule(`${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${clock}`), (m) => date(m[2], named(m[0]), m[1], m[3], m[4])],
  [rule(`${month},? (?:of )?${year}`), (m) => period({ year: m[1], month: named(m[0]) })],
  [rule(`(\\d{4})-(0[1-9]|1[0-2])`), (m) => period({ year: m[0], month: m[1] })],
  [rule(`Q([1-4])[ -]?(?:of )?${year}`), (m) => period({ year: m[1], quarter: m[0] })],
  [rule(`${year}[ -]?Q([1-4])`), (m) => period({ year: m[0], quarter: m[1] })],
  [
    rule(`(first|second|third|fourth|last) quarter of ${year}`),
    (m) => period({ year: m[1], quarter: String(quarterWord[m[0] ?? ""]) }),
  ],
  [rule(`(?:week|Week) (\\d{1,2})(?:,? (?:of )?${year})`), (m) => period({ year: m[1], week: m[0] })],
  [rule(`${year}-W(\\d\\d)`), (m) => period({ year: m[0], week: m[1] })],
  [rule(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${month}`), (m) => period({ month: named(m[1]), day: m[0] })],
  [
    rule(`(?<!\\bthe )${month} (\\d{1,2})(?:st|nd|rd|th)?(?! (?:%|percent|rows|times))`),
    (m) => period({ month: named(m[0]), day: m[1] }),
  ],
  [rule("Q([1-4])"), (m) => period({ quarter: m[0] })],
  [rule("(?:week|Week) (\\d{1,2})"), (m) => period({ week: m[0] })],
  [rule("([01]\\d|2[0-4]|\\d):([0-5]\\d)"), (m) => period({ hour: m[0], minute: m[1] })],
];

/** Words after which four digits are a year whatever follows, or an amount, and what follows a year but no amount. */
const strong_before =
  /\b(?:in|since|until|till|during|through|before|after|year|early|late|mid|throughout|within)[ -]$/i;
const amount_before =
  /\b(?:lost|lose|sold|sell|found|has|have|had|made|make|counted|are|were|was|is|by|some|about|around|only|all|totals?|total of|fell|rose|grew|added|gained|cost|#) ?$/i;
const verb_after =
  /^(?:['’]s\b| (?:was|had|has|is|saw|were|to|and|against|versus|vs|in|on|through|until|with|by|for|at|as|than|across)\b| ?[-–),;:.("]|$| ?->)/i;

/** Dates and periods in prose, taken out of the text that is left for other readers. */
export function readPeriods(text: string): { found: Found[]; rest: string } {
  const found: Found[] = [];
  // No form goes without a digit.
  if (!/\d/.test(text)) return { found, rest: text };
  let rest = text;
  const take = (start: number, end: number, what: Period): void => {
    const shown = text.slice(start, end);
    found.push({ start, end, text: shown, kind: "period", readings: [], sign: 0, decimal: false, period: what });
    rest = blank(rest, start, end, "\uE001");
  };
  for (const [pattern, read] of forms) {
    for (const match of rest.matchAll(pattern)) {
      const what = read(match.slice(1).map((part) => part ?? ""));
      if (what) take(match.index, match.index + match[0].length, what);
    }
  }
  for (const match of rest.matchAll(new RegExp(`${edge}${year}${stop}`, "gu"))) {
    const end = match.index + 4;
    const before = rest.slice(0, match.index);
    const after = rest.slice(end);
    // "2017 orders were lost" counts orders; "in 2017 orders fell" and "2017 was" name a year.
    const named = strong_before.test(before) || verb_after.test(after);
    if (named && !amount_before.test(before)) take(match.index, end, { year: Number(match[0]) });
  }
  return { found, rest };
}

function rule(source: string): RegExp {
  return new RegExp(`${edge}${source}${stop}`, "gu");
}

const named = (name: string | undefined): string => String(monthNumber(name ?? ""));

function date(y?: string, m?: string, d?: string, hour?: string, minute?: string): Period | undefined {
  return period({ year: y, month: m, day: d, ...(hour ? { hour, minute } : {}) });
}

/** Numbers from text; undefined when the calendar has no such day. */
function period(parts: Record<string, string | undefined>): Period | undefined {
  const out: Record<string, number> = {};
  for (const [key, value] of Object.entries(parts)) if (value) out[key] = Number(value);
  const { month: m = 1, day: d = 1, hour: h = 0, week: w = 1 } = out;
  return m >= 1 && m <= 12 && d >= 1 && d <= 31 && h <= 24 && w >= 1 && w <= 53 ? out : undefined;
}
