import { quote } from "./table.ts";

/** Which character separates decimals; the other one, blanks and apostrophes group thousands. */
export type DecimalMark = "." | ",";

/** How a number can be written; the first that fits counts. Patterns are shared by JS (`\d` ASCII) and RE2. */
export type NumberForm = "plain" | "grouped" | "money" | "percent";
export const numberForms: readonly NumberForm[] = ["plain", "grouped", "money", "percent"];

const symbols: Record<string, string> = {
  $: "USD",
  US$: "USD",
  USD: "USD",
  "€": "EUR",
  EUR: "EUR",
  "£": "GBP",
  GBP: "GBP",
  "¥": "JPY",
  JPY: "JPY",
  "₹": "INR",
  INR: "INR",
  "₩": "KRW",
  "₽": "RUB",
  R$: "BRL",
  BRL: "BRL",
  CHF: "CHF",
  CAD: "CAD",
  AUD: "AUD",
  CNY: "CNY",
  SEK: "SEK",
  NOK: "NOK",
  DKK: "DKK",
  PLN: "PLN",
  zł: "PLN",
};

const escaped = (text: string): string => text.replace(/[$.\\]/g, "\\$&");
const symbol = `(?:${Object.keys(symbols)
  .sort((a, b) => b.length - a.length)
  .map(escaped)
  .join("|")})`;
const grouping = "[ '\u2019\u00a0\u202f]";

/** The pattern of a form, for the whole trimmed text. */
export function numberPattern(form: NumberForm, mark: DecimalMark): string {
  const m = mark === "." ? "\\." : ",";
  const thousands = mark === "." ? "," : "\\.";
  const sign = "[+-]?";
  const grouped = `\\d{1,3}(?:(?:${thousands}\\d{3})+|(?:${grouping}\\d{3})+)(?:${m}\\d+)?`;
  const amount = `(?:\\d[\\d${thousands}'\u2019 \u00a0\u202f]*(?:${m}\\d*)?|${m}\\d+)`;
  switch (form) {
    case "plain":
      return `${sign}(?:\\d+${m}?\\d*|${m}\\d+)(?:[eE]${sign}\\d+)?`;
    case "grouped":
      return `${sign}${grouped}`;
    case "money":
      return `\\(?(?:${sign}\\s*${symbol}\\s*|${symbol}\\s*${sign})${amount}\\)?|\\(?${sign}${amount}\\s*${symbol}\\)?|\\(${amount}\\)`;
    case "percent":
      return `${sign}(?:\\d+(?:${m}\\d+)?|${grouped})\\s*%`;
  }
}

/** SQL: does the text have this form? */
export const hasForm = (text: string, form: NumberForm, mark: DecimalMark): string =>
  `regexp_full_match(${text}, ${quote(numberPattern(form, mark))})`;

/** Which form the text has, undefined when it is no number. */
export function numberFormOf(text: string, mark: DecimalMark): NumberForm | undefined {
  return numberForms.find((form) => compiled(form, mark).test(text));
}

const cache = new Map<string, RegExp>();
function compiled(form: NumberForm, mark: DecimalMark): RegExp {
  const key = form + mark;
  const known = cache.get(key);
  if (known) return known;
  const made = new RegExp(`^(?:${numberPattern(form, mark)})$`);
  cache.set(key, made);
  return made;
}

/**
 * SQL for the number a text stands for, null when it has none of the forms. Percent keeps its points (`12%` is 12);
 * amounts in parentheses are negative.
 */
export function numberSql(text: string, forms: readonly NumberForm[], mark: DecimalMark): string {
  const point = (sql: string) => (mark === "," ? `replace(${sql}, ',', '.')` : sql);
  const cases = forms.map((form) => {
    const when = `when ${hasForm(text, form, mark)} then`;
    if (form === "plain") return `${when} ${finite(point(text))}`;
    const digits = point(`regexp_replace(${text}, '[^0-9${mark}()+-]', '', 'g')`);
    return `${when} ${finite(`regexp_replace(${digits}, '^\\((.*)\\)$', '-\\1')`)}`;
  });
  return `case ${cases.join(" ")} end`;
}

/** The number a text of this form stands for, as `numberSql` reads it. */
export function numberOf(text: string, form: NumberForm, mark: DecimalMark): number | undefined {
  const digits = form === "plain" ? text : text.replace(mark === "." ? /[^0-9.()+-]/g : /[^0-9,()+-]/g, "");
  const value = Number((mark === "," ? digits.replaceAll(",", ".") : digits).replace(/^\((.*)\)$/, "-$1"));
  return Number.isFinite(value) ? value : undefined;
}

/** A literal too large for a double becomes infinite, which no statistic survives. */
const finite = (sql: string): string => `nullif(nullif(try_cast(${sql} as double), 'inf'::double), '-inf'::double)`;

/** SQL for a plain number without checking its form; right where `numberSql` gives the same for every value. */
export const fastNumberSql = (text: string, mark: DecimalMark): string =>
  `try_cast(${mark === "," ? `replace(${text}, ',', '.')` : text} as double)`;

/** ISO 4217 code of the currency sign in a text, null when there is none. */
export function currencyOf(text: string): string | null {
  const found = new RegExp(symbol).exec(text)?.[0];
  return found ? (symbols[found] ?? null) : null;
}

const certain: Record<DecimalMark, RegExp> = {
  // Not three digits behind the mark, or both marks in order, or a zero before it: no grouping looks like that.
  ".": /^[^\d]*(?:0|\d{4,})?\.\d+[^\d]*$|^[^\d]*\d+\.(?:\d{1,2}|\d{4,})[^\d]*$|^[^\d]*\d{1,3}(?:,\d{3})+\.\d+[^\d]*$/,
  ",": /^[^\d]*(?:0|\d{4,})?,\d+[^\d]*$|^[^\d]*\d+,(?:\d{1,2}|\d{4,})[^\d]*$|^[^\d]*\d{1,3}(?:\.\d{3})+,\d+[^\d]*$/,
};

/** The mark that is certainly decimal in this number, null when it could group as well (`1.234`) or there is none. */
export function certainMark(text: string): DecimalMark | null {
  if (!/\d/.test(text) || text.length > 40 || /[A-Za-z]{4}/.test(text)) return null;
  const form = numberFormOf(text, ".") ?? numberFormOf(text, ",");
  if (!form) return null;
  if (certain["."].test(text)) return ".";
  return certain[","].test(text) ? "," : null;
}
