import type { ColumnRole } from "@plumbline/contracts";
import type { ColumnSummary, TableColumn } from "../table/table.ts";
import { lastOf, wordsOf } from "./name-words.ts";
import {
  amountWords,
  averagedWords,
  classWords,
  differenceWords,
  identifierWords,
  measureWords,
  numberingWords,
  placeWords,
  rateWords,
  reductionWords,
} from "./vocabulary.ts";

/**
 * What a column means, from its name and from how its values behave. Everything said of a column rests on this: only
 * amounts are added up, identifiers are never averaged, rates are weighted. In doubt a number is a measure.
 */
export function roleOf(column: TableColumn, summary: ColumnSummary): ColumnRole {
  if (summary.present_count === 0) return "empty";
  if (column.storage === "TIMESTAMP") return "date";
  if (column.storage === "BOOLEAN") return "flag";
  if (column.storage === "DOUBLE" && summary.numbers) return numberRole(column, summary, summary.numbers);
  return textRole(column, summary);
}

/** A name that is a sentence (a question of a survey) says little about its column. */
function nameWords(name: string): string[] {
  const words = wordsOf(name);
  return words.length <= 8 ? words : words.filter((word) => word === "rank" || word === "rate");
}

type Numbers = NonNullable<ColumnSummary["numbers"]>;

function numberRole(column: TableColumn, summary: ColumnSummary, numbers: Numbers): ColumnRole {
  const words = nameWords(column.name);
  if (numbers.whole && numbers.distinct_count === 2 && numbers.min === 0 && numbers.max === 1) return "flag";
  if (isCoordinate(words, numbers)) return "geography";
  if (column.traits.includes("leading_zeros") || isNumbering(words, summary, numbers)) return "identifier";
  const kind = quantityKind(column, words, numbers);
  if (kind) return kind;
  // Few whole numbers under a name for kinds: passenger class 1, 2, 3.
  if (numbers.whole && numbers.distinct_count <= 20 && words.some((word) => classWords.has(word))) return "category";
  return isCode(column, words, summary, numbers) ? "category" : "measure";
}

function isCoordinate(words: readonly string[], { min, max }: Numbers): boolean {
  const has = (...names: string[]) => names.some((name) => words.includes(name));
  if (has("latitude", "lat", "breitengrad", "latitud")) return min >= -90 && max <= 90;
  return has("longitude", "lng", "lon", "long", "längengrad", "longitud") && min >= -180 && max <= 360;
}

function isNumbering(
  words: readonly string[],
  summary: ColumnSummary,
  { whole, min, max, distinct_count }: Numbers,
): boolean {
  if (!whole) return false;
  const named =
    words.some((word) => identifierWords.has(word)) ||
    (/^[a-z]{2,}id$/.test(words.join("")) && !words.includes("paid"));
  if (named && !words.some((word) => measureWords.has(word) && word !== "index")) return true;
  const last = words.at(-1) ?? "";
  if (
    numberingWords.has(last) &&
    words.length > 0 &&
    !words.includes("of") &&
    distinct_count > 0.5 * summary.present_count
  )
    return true;
  // One, two, three, ... with hardly a gap: a row number, whatever it is called.
  return (
    distinct_count === summary.present_count &&
    distinct_count > 20 &&
    max - min < 1.05 * distinct_count &&
    Number.isSafeInteger(max)
  );
}

/** Amount, measure or rate by name and unit; undefined when they say nothing. */
function quantityKind(column: TableColumn, words: readonly string[], numbers: Numbers): ColumnRole | undefined {
  const { min, max } = numbers;
  const rate = lastOf(words, rateWords);
  const amount = lastOf(words, amountWords);
  const measure = lastOf(words, measureWords);
  if (column.traits.includes("percent")) return "rate";
  // A heart rate of 80 or a discount of 1,200 dollars is no share of anything.
  const bound = words.some((word) => differenceWords.has(word)) ? 1 : 100;
  if (rate >= 0 && rate >= amount && min >= -bound && max <= bound) return "rate";
  if (lastOf(words, averagedWords) >= 0 || /\bper\b/.test(words.join(" "))) return "measure";
  if (rate >= 0 && (amount >= 0 || column.traits.includes("currency"))) return "amount";
  if (rate >= 0) return words.some((word) => reductionWords.has(word)) ? "amount" : "measure";
  if (amount >= 0 && words[amount] === "number" && !words.includes("of")) return undefined;
  // "Total price" is a sum of money though its head is a price; "sales price" is a price.
  if (words.includes("total") && measure >= 0 && /price|cost|time|hours|weight|distance/.test(words.join(" ")))
    return "amount";
  if (amount >= 0 && amount > measure) return column.symbol && bracketUnits.has(column.symbol) ? "measure" : "amount";
  if (measure >= 0) return "measure";
  return column.traits.includes("currency") ? "amount" : undefined;
}

/** Units of states of a machine or a place: a name in brackets before them is no sum. */
const bracketUnits = new Set([
  "K",
  "°C",
  "C",
  "°F",
  "F",
  "rpm",
  "Nm",
  "bar",
  "Pa",
  "kPa",
  "V",
  "A",
  "Hz",
  "mm",
  "cm",
  "dB",
]);

/** Whole numbers that come again and again with gaps between them under a bare acronym: codes of a catalogue. */
function isCode(
  column: TableColumn,
  words: readonly string[],
  summary: ColumnSummary,
  { whole, min, max, distinct_count }: Numbers,
): boolean {
  if (!whole || column.symbol !== null || words.length > 2) return false;
  const acronym = /^[A-Z]{2,5}$/.test(column.name.trim());
  return (
    acronym &&
    min >= 100 &&
    distinct_count >= 3 &&
    distinct_count <= 0.05 * summary.present_count &&
    max - min > 3 * distinct_count
  );
}

function textRole(column: TableColumn, summary: ColumnSummary): ColumnRole {
  const { traits } = column;
  const { unique_count: unique, present_count: present } = summary;
  if (traits.includes("email") || traits.includes("phone") || traits.includes("uuid")) return "identifier";
  if (traits.includes("url") || traits.includes("json")) return "text";
  const words = nameWords(column.name);
  const long = summary.max_length ?? 0;
  const spaced = summary.top.filter(({ value }) => value.includes(" ")).length > summary.top.length / 3;
  const named = words.some((word) => identifierWords.has(word)) || /[a-z]ID$|[a-z]Id$/.test(column.name);
  if (named && long <= 64 && (unique > 20 || unique === present) && !spaced) return "identifier";
  if (words.some((word) => placeWords.has(word)) && long <= 80 && (unique < 0.98 * present || unique <= 300)) {
    return words.includes("address") || words.includes("street") ? "text" : "geography";
  }
  if (unique >= 0.99 * present && present > 50 && long <= 40 && !spaced) return "identifier";
  if (unique <= 50 || unique < 0.05 * present) return "category";
  return unique <= 0.3 * present && unique <= 2_000 && long <= 120 ? "category" : "text";
}
