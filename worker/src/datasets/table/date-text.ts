import { quote } from "./table.ts";

/** Whether the first number of 03/04/2017 is the day or the month. */
export type DayOrder = "day_first" | "month_first";

/** One way of writing dates: a pattern for the whole trimmed text (JS and RE2) and how it is read. */
export interface DateForm {
  pattern: string;
  /** strptime notation; for day and month as numbers, one for each order. */
  format: string;
  swapped?: string;
  kind: "date" | "datetime" | "time";
  /** SQL for a TIMESTAMP (TIME for times) where strptime is not the way. */
  read?: (text: string) => string;
}

interface Clock {
  pattern: string;
  format: string;
  kind: "date" | "datetime";
}

const clocks: Clock[] = [
  { pattern: "", format: "", kind: "date" },
  { pattern: "[T ]+\\d{1,2}:\\d{2}", format: " %H:%M", kind: "datetime" },
  { pattern: "[T ]+\\d{1,2}:\\d{2}:\\d{2}", format: " %H:%M:%S", kind: "datetime" },
  { pattern: "[T ]+\\d{1,2}:\\d{2}:\\d{2}\\.\\d{1,6}", format: " %H:%M:%S.%f", kind: "datetime" },
  { pattern: "[T ]+\\d{1,2}:\\d{2} ?[aApP][mM]", format: " %I:%M %p", kind: "datetime" },
  { pattern: "[T ]+\\d{1,2}:\\d{2}:\\d{2} ?[aApP][mM]", format: " %I:%M:%S %p", kind: "datetime" },
];

const cast = (text: string): string => `try_cast(${text} as timestamp)`;
const parse = (text: string, format: string): string => `try_strptime(${text}, ${quote(format)})`;

/** The instant of a text that carries an offset, in UTC. */
const zoned = (text: string): string => {
  const offset = `regexp_extract(${text}, '([+-])(\\d{2}):?(\\d{2})?$', ['s', 'h', 'm'])`;
  const minutes = `(coalesce(try_cast(${offset}['h'] as integer), 0) * 60 + coalesce(try_cast(${offset}['m'] as integer), 0))`;
  const local = `try_cast(regexp_replace(regexp_replace(${text}, ' ?(?:Z|UTC|GMT)$', ''), ' ?[+-]\\d{2}:?(?:\\d{2})?$', '') as timestamp)`;
  return `${local} - (case when ${offset}['s'] = '-' then -1 else 1 end * ${minutes}) * interval 1 minute`;
};

const shortMonth = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
const longMonth = "(?i:january|february|march|april|may|june|july|august|september|october|november|december)";

const isoDay = "\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}";
const isoTime = "[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?";

/** All forms that are understood, the commonest first. Years alone and eight digits need a name that says so. */
export const dateForms: readonly DateForm[] = [
  { pattern: "\\d{4}-\\d{1,2}-\\d{1,2}", format: "%Y-%m-%d", kind: "date", read: cast },
  { pattern: "\\d{4}/\\d{1,2}/\\d{1,2}", format: "%Y/%m/%d", kind: "date", read: cast },
  { pattern: `\\d{4}-\\d{1,2}-\\d{1,2}${isoTime}`, format: "%Y-%m-%d %H:%M:%S", kind: "datetime", read: cast },
  { pattern: `\\d{4}/\\d{1,2}/\\d{1,2}${isoTime}`, format: "%Y/%m/%d %H:%M:%S", kind: "datetime", read: cast },
  {
    pattern: `${isoDay}${isoTime} ?(?:Z|UTC|GMT|[+-]\\d{2}:?(?:\\d{2})?)`,
    format: "%Y-%m-%dT%H:%M:%S%z",
    kind: "datetime",
    read: zoned,
  },
  ...numericDays(),
  ...namedMonths(),
  { pattern: "\\d{4}\\.\\d{1,2}\\.\\d{1,2}", format: "%Y.%m.%d", kind: "date" },
  { pattern: "\\d{4}-\\d{2}", format: "%Y-%m", kind: "date" },
  {
    pattern: "\\d{4}[ -]?Q[1-4]",
    format: "%Y Q",
    kind: "date",
    read: (text) => `make_timestamp(${text}[:4]::bigint, ${text}[-1:]::bigint * 3 - 2, 1, 0, 0, 0)`,
  },
  {
    pattern: "Q[1-4][ -]?\\d{4}",
    format: "Q %Y",
    kind: "date",
    read: (text) => `make_timestamp(${text}[-4:]::bigint, ${text}[2:2]::bigint * 3 - 2, 1, 0, 0, 0)`,
  },
  {
    pattern: "\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?",
    format: "%H:%M:%S",
    kind: "time",
    read: (text) => `try_cast(${text} as time)`,
  },
  {
    pattern: "\\d{1,2}:\\d{2} ?[aApP][mM]",
    format: "%I:%M %p",
    kind: "time",
    read: (text) => `${parse(text, "%I:%M %p")}::time`,
  },
];

export const yearForm: DateForm = {
  pattern: "(?:1[5-9]|20|21)\\d{2}",
  format: "%Y",
  kind: "date",
  read: (text) => `make_timestamp(${text}::bigint, 1, 1, 0, 0, 0)`,
};
export const compactForm: DateForm = { pattern: "(?:19|20)\\d{6}", format: "%Y%m%d", kind: "date" };

function numericDays(): DateForm[] {
  const forms: DateForm[] = [];
  for (const mark of ["/", "-", "."]) {
    for (const [digits, year] of [
      ["\\d{4}", "%Y"],
      ["\\d{2}", "%y"],
    ]) {
      for (const clock of clocks) {
        const m = mark === "." ? "\\." : mark;
        forms.push({
          pattern: `\\d{1,2}${m}\\d{1,2}${m}${digits}${clock.pattern}`,
          format: `%d${mark}%m${mark}${year}${clock.format}`,
          swapped: `%m${mark}%d${mark}${year}${clock.format}`,
          kind: clock.kind,
        });
      }
    }
  }
  return forms;
}

function namedMonths(): DateForm[] {
  const forms: DateForm[] = [];
  for (const [month, token] of [
    [shortMonth, "%b"],
    [longMonth, "%B"],
  ]) {
    for (const clock of clocks.map((c) => ({ ...c, pattern: c.pattern.replace("[T ]+", " +") }))) {
      for (const mark of [" ", "-", "/", ". "]) {
        for (const [digits, year] of [
          ["\\d{4}", "%Y"],
          ["\\d{2}", "%y"],
        ]) {
          forms.push({
            pattern: `\\d{1,2}${mark.replace(".", "\\.")}${month}${mark.trim() === "." ? " " : mark}${digits}${clock.pattern}`,
            format: `%d${mark}${token}${mark.trim() === "." ? " " : mark}${year}${clock.format}`,
            kind: clock.kind,
          });
        }
      }
      for (const comma of [" ", ", "]) {
        forms.push({
          pattern: `${month} \\d{1,2}${comma}\\d{4}${clock.pattern}`,
          format: `${token} %d${comma}%Y${clock.format}`,
          kind: clock.kind,
        });
      }
    }
    for (const mark of [" ", "-"]) {
      forms.push({ pattern: `${month}${mark}\\d{4}`, format: `${token}${mark}%Y`, kind: "date" });
      forms.push({ pattern: `${month}${mark}\\d{2}`, format: `${token}${mark}%y`, kind: "date" });
    }
  }
  return forms;
}

const compiled = new Map<DateForm, RegExp>();
const shapes = new Map<string, DateForm | undefined>();

/** The form of a trimmed text; undefined when it is no date. */
export function dateFormOf(text: string): DateForm | undefined {
  if (text.length < 4 || text.length > 40 || !/\d/.test(text)) return undefined;
  // Texts that differ in digits only have the same form, quarters aside.
  const shape = /q/i.test(text) ? text : text.replace(/\d/g, "0");
  if (shapes.has(shape)) return shapes.get(shape);
  const found = dateForms.find((form) => pattern(form).test(text));
  if (shapes.size < 10_000) shapes.set(shape, found);
  return found;
}

function pattern(form: DateForm): RegExp {
  const known = compiled.get(form);
  if (known) return known;
  // In JS case is ignored as a whole: not every engine has (?i:...).
  const made = new RegExp(`^(?:${form.pattern.replaceAll("(?i:", "(?:")})$`, "i");
  compiled.set(form, made);
  return made;
}

export const hasDateForm = (text: string, form: DateForm): string =>
  `regexp_full_match(${text}, ${quote(form.pattern)})`;

/** SQL for the moment a text of this form stands for; null when there is no such day. */
export function readDate(text: string, form: DateForm, order: DayOrder): string {
  if (form.read) return form.read(text);
  const format = form.swapped && order === "month_first" ? form.swapped : form.format;
  // One blank in strptime's format takes any number of them, but not a T.
  return parse(form.pattern.includes("[T ]+") ? `replace(${text}, 'T', ' ')` : text, format);
}

/** SQL for a text in any of the forms. Days that do not exist in the chosen order are read in the other one. */
export function dateSql(text: string, forms: readonly DateForm[], order: DayOrder): string {
  const other: DayOrder = order === "day_first" ? "month_first" : "day_first";
  const cases = forms.map((form) => {
    const read = form.swapped
      ? `coalesce(${readDate(text, form, order)}, ${readDate(text, form, other)})`
      : readDate(text, form, order);
    return `when ${hasDateForm(text, form)} then ${read}`;
  });
  return `case ${cases.join(" ")} end`;
}
