import type { ColumnScan } from "./column-scan.ts";
import type { Database } from "./database.ts";
import {
  type DecimalMark,
  fastNumberSql,
  hasForm,
  type NumberForm,
  numberFormOf,
  numberForms,
  numberOf,
  numberSql,
} from "./number-text.ts";

export interface FormCounts {
  counts: Map<NumberForm, number>;
  /** The commonest text of each form, and of no form. */
  examples: Map<NumberForm | null, string>;
  /** Some text is no plain number and yet a cast would take it for one (`1_000`, `inf`). */
  loose: boolean;
  /** Different texts without a form, and whether one of them has a digit. */
  rest: { texts: number; digits: boolean };
}

/** How many cells hold numbers of each form. */
export async function countForms(database: Database, scan: ColumnScan, mark: DecimalMark): Promise<FormCounts> {
  const found: FormCounts = { counts: new Map(), examples: new Map(), loose: false, rest: { texts: 0, digits: false } };
  if (scan.complete) {
    for (const { text, count } of scan.sample) {
      const form = numberFormOf(text, mark) ?? null;
      if (form) found.counts.set(form, (found.counts.get(form) ?? 0) + count);
      else {
        found.rest.texts++;
        if (/\d/.test(text)) found.rest.digits = true;
      }
      if (!found.examples.has(form)) found.examples.set(form, text);
      if (form !== "plain" && /_|inf|nan/i.test(text)) found.loose = true;
    }
    return found;
  }
  const cases = numberForms.map((form) => `when ${hasForm("x", form, mark)} then '${form}'`).join(" ");
  const rows = await database.query<{
    form: NumberForm | null;
    n: number;
    example: string;
    loose: boolean;
    texts: number;
    digits: boolean;
  }>(
    `select form, sum(n) as n, arg_max(x, {'n': n, 'x': x}) as example, count(*) as texts, bool_or(regexp_matches(x, '[0-9]')) as digits,
     bool_or(form is distinct from 'plain' and ${fastNumberSql("x", mark)} is not null) as loose
     from (select x, n, case ${cases} end as form from d) group by form`,
  );
  for (const { form, n, example, loose, texts, digits } of rows) {
    if (form) found.counts.set(form, n);
    else found.rest = { texts, digits };
    found.examples.set(form, example);
    found.loose ||= loose;
  }
  return found;
}

/** The distinct numbers of these forms in rising order, and how often each occurs; `castable`: a cast knows them from the rest. */
export async function distinctNumbers(
  database: Database,
  scan: ColumnScan,
  forms: readonly NumberForm[],
  mark: DecimalMark,
  castable: boolean,
): Promise<[values: Float64Array, counts: Float64Array]> {
  if (!scan.complete) {
    const value = castable ? finite(fastNumberSql("x", mark)) : numberSql("x", forms, mark);
    const [values, counts] = await database.doubles(
      `select v, n from (select ${value} as v, n from d) where v is not null order by v`,
    );
    return merged(values ?? new Float64Array(), counts ?? new Float64Array());
  }
  const pairs: [number, number][] = [];
  for (const { text, count } of scan.sample) {
    const form = numberFormOf(text, mark);
    const value = form && forms.includes(form) ? numberOf(text, form, mark) : undefined;
    if (value !== undefined) pairs.push([value, count]);
  }
  pairs.sort((a, b) => a[0] - b[0]);
  return merged(
    Float64Array.from(pairs, ([value]) => value),
    Float64Array.from(pairs, ([, count]) => count),
  );
}

const finite = (x: string): string => `nullif(nullif(${x}, 'inf'::double), '-inf'::double)`;

/** Equal neighbours as one: "1" and "1.0" are different texts and the same number. */
export function merged(values: Float64Array, counts: Float64Array): [Float64Array, Float64Array] {
  let to = 0;
  for (let i = 0; i < values.length; i++) {
    if (to > 0 && values[i] === values[to - 1]) counts[to - 1] = (counts[to - 1] ?? 0) + (counts[i] ?? 0);
    else {
      values[to] = values[i] ?? 0;
      counts[to] = counts[i] ?? 0;
      to++;
    }
  }
  return [values.subarray(0, to), counts.subarray(0, to)];
}
