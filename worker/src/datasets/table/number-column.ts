import type { ColumnTrait, Decision } from "@plumbline/contracts";
import type { ColumnScan, TextCount } from "./column-scan.ts";
import type { FileHints, Reading } from "./column-type.ts";
import type { Database } from "./database.ts";
import { compactForm, hasDateForm, readDate, yearForm } from "./date-text.ts";
import {
  certainMark,
  currencyOf,
  type DecimalMark,
  fastNumberSql,
  type NumberForm,
  numberFormOf,
  numberSql,
} from "./number-text.ts";
import { countForms, distinctNumbers, type FormCounts } from "./number-texts.ts";
import { summariseNumbers } from "./weighted.ts";

/** Shares of the present values from which a column is one of numbers. */
const plainShare = 0.98;
const signedShare = 0.9;
const mixedShare = 0.8;
const fewWords = 10;

/**
 * Reads a column as numbers, or returns undefined. Where nearly all are plain, only plain ones count: a sign or a
 * grouping in a few cells is a slip to be seen, not to be smoothed over.
 */
export async function readNumbers(
  database: Database,
  name: string,
  scan: ColumnScan,
  hints: FileHints,
): Promise<Reading | undefined> {
  const mark = decimalMark(scan.sample, hints.mark);
  const likely = share(scan.sample, ({ text }) => numberFormOf(text, mark) !== undefined);
  if (likely < 0.4) return undefined;
  const found = await countForms(database, scan, mark);
  const present = scan.present;
  const { counts, examples } = found;
  const chosen = chooseForms(found, present);
  if (!chosen) return undefined;
  const { forms } = chosen;

  // Where a cast takes nothing else for a number, no pattern has to be tried.
  const castable = forms.length === 1 && forms[0] === "plain" && !found.loose;
  const numbers = summariseNumbers(...(await distinctNumbers(database, scan, forms, mark, castable)));
  if (!numbers || !Number.isFinite(numbers.sum)) return undefined;

  const asDate = await calendarNumbers(database, name, scan, numbers.whole && forms.length === 1 && counts.size === 1);
  const fast = castable && scan.casts_alike;
  const missed = present - numbers.count;
  const notes = remarks(name, scan, forms, counts, examples, missed, mark);
  return {
    type: asDate ? "date" : numbers.whole ? "integer" : "number",
    storage: asDate ? "TIMESTAMP" : "DOUBLE",
    value_sql: asDate
      ? asDate.value_sql
      : fast
        ? fastNumberSql(scan.raw_sql, mark)
        : numberSql(scan.text_sql, forms, mark),
    parsed: numbers.count,
    traits: [...numberTraits(scan, forms, counts, mark), ...(chosen.mixed ? (["mixed_numeric"] as const) : [])],
    symbol: forms.includes("money") ? commonSymbol(scan.sample) : forms[0] === "percent" ? "%" : null,
    decisions: [...notes.decisions, ...(asDate?.decisions ?? [])],
    warnings: notes.warnings,
    numbers,
    ...(asDate && { dates: asDate.dates }),
  };
}

function chooseForms(
  { counts, rest }: FormCounts,
  present: number,
): { forms: NumberForm[]; mixed: boolean } | undefined {
  const of = (form: NumberForm) => counts.get(form) ?? 0;
  const signed = of("money") + of("grouped");
  const amounts: NumberForm[] = ["plain", "grouped", "money"];
  if (of("plain") >= plainShare * present) return { forms: ["plain"], mixed: false };
  if (signed >= signedShare * present) return { forms: amounts, mixed: false };
  if (of("percent") >= signedShare * present) return { forms: ["percent"], mixed: false };
  if (of("plain") + signed >= plainShare * present) return { forms: amounts, mixed: false };
  // Numbers among which a few cells say ERROR or "unknown" are still numbers; the words are invalid.
  const words = rest.texts <= fewWords && !rest.digits && of("percent") === 0;
  return words && of("plain") + signed >= mixedShare * present ? { forms: amounts, mixed: true } : undefined;
}

export const share = (sample: readonly TextCount[], is: (entry: TextCount) => boolean): number => {
  let all = 0;
  let some = 0;
  for (const entry of sample) {
    all += entry.count;
    if (is(entry)) some += entry.count;
  }
  return all === 0 ? 0 : some / all;
};

/** The mark that the column's own values prove; the file's where they prove none. */
function decimalMark(sample: readonly TextCount[], file: DecimalMark): DecimalMark {
  const votes: Record<DecimalMark, number> = { ".": 0, ",": 0 };
  for (const { text, count } of sample) {
    const mark = certainMark(text);
    if (mark) votes[mark] += count;
  }
  return votes["."] === votes[","] ? file : votes["."] > votes[","] ? "." : ",";
}

/** Whole numbers that are years or days written as 20170331, where the name says so. */
async function calendarNumbers(database: Database, name: string, scan: ColumnScan, whole: boolean) {
  if (!whole || scan.unique < 2) return undefined;
  const form = /(?:^|[^a-z])(?:year|yr|jahr|année|annee|año|ano)(?:$|[^a-z])|Year$/i.test(name)
    ? yearForm
    : /date|datum|(?:^|[^a-z])(?:day|dt|fecha)(?:$|[^a-z])/i.test(name)
      ? compactForm
      : undefined;
  if (!form) return undefined;
  await scan.relation();
  const read = (x: string) => `case when ${hasDateForm(x, form)} then ${readDate(x, form, "day_first")} end`;
  const [found] = await database.query<{ n: number; low: string | null; high: string | null }>(
    `select coalesce(sum(n) filter (v is not null), 0) as n, min(v)::date as low, max(v)::date as high from (select ${read("x")} as v, n from d)`,
  );
  if (!found || found.n < scan.present) return undefined;
  return {
    value_sql: `(${read(scan.text_sql)})`,
    dates: { min_date: found.low, max_date: found.high, date_format: form.format },
    decisions: [
      {
        about: `column:${name}`,
        decided: form === yearForm ? "years" : "dates written as year, month and day",
        why: "its name says so and every value fits",
      },
    ] satisfies Decision[],
  };
}

function numberTraits(
  scan: ColumnScan,
  forms: NumberForm[],
  counts: Map<NumberForm, number>,
  mark: DecimalMark,
): ColumnTrait[] {
  const traits: ColumnTrait[] = [];
  if (forms.includes("money") && counts.has("money")) traits.push("currency");
  if (forms.includes("grouped") && scan.sample.some(({ text }) => /\d[,.' \u00a0\u202f’]\d{3}(?:\D|$)/.test(text))) {
    traits.push("thousands");
  }
  if (forms[0] === "percent") traits.push("percent");
  if (mark === "," && scan.sample.some(({ text }) => text.includes(","))) traits.push("decimal_comma");
  if (share(scan.sample, ({ text }) => /^0\d+$/.test(text)) > 0.02) traits.push("leading_zeros");
  return traits;
}

function commonSymbol(sample: readonly TextCount[]): string | null {
  const votes = new Map<string, number>();
  for (const { text, count } of sample) {
    const code = currencyOf(text);
    if (code) votes.set(code, (votes.get(code) ?? 0) + count);
  }
  return [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

function remarks(
  name: string,
  scan: ColumnScan,
  forms: NumberForm[],
  counts: Map<NumberForm, number>,
  examples: Map<NumberForm | null, string>,
  missed: number,
  mark: DecimalMark,
): { decisions: Decision[]; warnings: string[] } {
  const decisions: Decision[] = [];
  const warnings: string[] = [];
  const about = `column:${name}`;
  const n = (count: number) => count.toLocaleString("en-US");
  const many = (form: NumberForm) =>
    `${n(counts.get(form) ?? 0)} of ${n(scan.present)} values look like "${examples.get(form)}"`;
  if (forms.includes("money") && counts.has("money"))
    decisions.push({ about, decided: "amounts of money", why: many("money") });
  else if (forms.includes("grouped") && counts.has("grouped")) {
    decisions.push({ about, decided: "numbers with grouped thousands", why: many("grouped") });
  } else if (forms[0] === "percent")
    decisions.push({ about, decided: "percent, kept in points", why: many("percent") });
  if (mark === ",")
    decisions.push({
      about,
      decided: "decimal comma",
      why: `values such as "${scan.sample.find(({ text }) => text.includes(","))?.text ?? examples.get("plain")}"`,
    });
  if (missed > 0) {
    const odd = [...examples].find(([form]) => form === null || !forms.includes(form))?.[1];
    warnings.push(
      `${name}: ${n(missed)} of ${n(scan.present)} values ${missed === 1 ? "is" : "are"} not written like the other numbers${odd ? `, such as "${odd.slice(0, 40)}"` : ""}, and ${missed === 1 ? "is" : "are"} left out of its statistics.`,
    );
  }
  return { decisions, warnings };
}
