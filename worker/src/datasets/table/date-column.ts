import type { Decision } from "@plumbline/contracts";
import type { ColumnScan, TextCount } from "./column-scan.ts";
import type { FileHints, Reading } from "./column-type.ts";
import type { Database } from "./database.ts";
import { type DateForm, type DayOrder, dateFormOf, dateSql, hasDateForm, readDate } from "./date-text.ts";
import { share } from "./number-column.ts";

/** Share of the present values from which a column is one of dates. */
const dateShare = 0.95;

/** Reads a column as dates or times of day, or returns undefined. */
export async function readDates(
  database: Database,
  name: string,
  scan: ColumnScan,
  hints: FileHints,
): Promise<Reading | undefined> {
  if (share(scan.sample, ({ text }) => dateFormOf(text) !== undefined) < 0.4) return undefined;
  await scan.relation();
  const forms = await allForms(database, scan.sample);
  const clock = forms.every((form) => form.kind === "time");
  const used = clock ? forms : forms.filter((form) => form.kind !== "time");
  const order = await dayOrder(database, used, hints);
  const value = dateSql("x", used, order.order);
  const [found] = await database.query<{ n: number; low: string | null; high: string | null; timed: boolean | null }>(
    `select coalesce(sum(n) filter (v is not null), 0) as n, min(v) as low, max(v) as high,
     ${clock ? "true" : "bool_or(v <> date_trunc('day', v))"} as timed from (select ${value} as v, n from d)`,
  );
  if (!found?.low || !found.high || found.n < dateShare * scan.present) return undefined;
  const day = !clock && !found.timed;
  const label = (form: DateForm) => (form.swapped && order.order === "month_first" ? form.swapped : form.format);
  const formats = [...new Set(used.map(label))];
  const missed = scan.present - found.n;
  return {
    type: clock ? "time" : day ? "date" : "datetime",
    storage: clock ? "TIME" : "TIMESTAMP",
    value_sql: `(${dateSql(scan.text_sql, used, order.order)})`,
    parsed: found.n,
    traits: formats.length > 1 ? ["mixed_dates"] : [],
    symbol: null,
    decisions: decisionsFor(name, formats, order),
    warnings: [
      ...(order.warning ? [`${name}: ${order.warning}`] : []),
      ...(missed > 0
        ? [
            `${name}: ${missed.toLocaleString("en-US")} of ${scan.present.toLocaleString("en-US")} values could not be read as dates.`,
          ]
        : []),
    ],
    dates: {
      min_date: day ? found.low.slice(0, 10) : found.low,
      max_date: day ? found.high.slice(0, 10) : found.high,
      date_format: formats.slice(0, 6).join(", "),
    },
  };
}

/** The forms that occur, the commonest first. Rare ones outside the sample are looked for among what is left over. */
async function allForms(database: Database, sample: readonly TextCount[]): Promise<DateForm[]> {
  const counts = new Map<DateForm, number>();
  const add = (entries: readonly TextCount[]) => {
    const before = counts.size;
    for (const { text, count } of entries) {
      const form = dateFormOf(text);
      if (form) counts.set(form, (counts.get(form) ?? 0) + count);
    }
    return counts.size > before;
  };
  add(sample);
  for (let round = 0; round < 5; round++) {
    const known = [...counts.keys()].map((form) => hasDateForm("x", form)).join(" or ");
    const rest = await database.query<{ text: string; count: number }>(
      `select x as text, n as count from d where not (${known}) order by n desc, x limit 500`,
    );
    if (rest.length === 0 || !add(rest)) break;
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0].format < b[0].format ? -1 : 1)).map(([form]) => form);
}

interface Order {
  order: DayOrder;
  why: string | null;
  warning: string | null;
}

/** Which of day and month comes first, from the values that only one order can read. */
async function dayOrder(database: Database, forms: readonly DateForm[], hints: FileHints): Promise<Order> {
  const numeric = forms.filter((form) => form.swapped !== undefined);
  if (numeric.length === 0) return { order: "month_first", why: null, warning: null };
  const read = (order: DayOrder) =>
    `case ${numeric.map((form) => `when ${hasDateForm("x", form)} then ${readDate("x", form, order)}`).join(" ")} end`;
  const [votes] = await database.query<{ day: number; month: number; both: number }>(
    `select coalesce(sum(n) filter (a is not null and b is null), 0) as day, coalesce(sum(n) filter (a is null and b is not null), 0) as month,
     coalesce(sum(n) filter (a is not null and b is not null and a <> b), 0) as both
     from (select n, ${read("day_first")} as a, ${read("month_first")} as b from d)`,
  );
  const { day = 0, month = 0, both = 0 } = votes ?? {};
  const n = (count: number) => count.toLocaleString("en-US");
  if (day === 0 && month === 0) {
    const dotted = numeric.every((form) => form.format.includes("."));
    const order: DayOrder = dotted || hints.mark === "," ? "day_first" : "month_first";
    const reason = dotted
      ? "dates with dots are"
      : hints.mark === ","
        ? "files with a decimal comma mostly are"
        : "dates with slashes mostly are";
    if (both === 0) return { order, why: null, warning: null };
    return {
      order,
      why: `no value decides; ${reason} written so`,
      warning: `${n(both)} dates could be day first or month first and no value decides; they are read ${order === "day_first" ? "day" : "month"} first.`,
    };
  }
  const order: DayOrder = day > month ? "day_first" : "month_first";
  const [more, fewer] = [Math.max(day, month), Math.min(day, month)];
  const other = order === "day_first" ? "month" : "day";
  return {
    order,
    why: `${n(more)} values fit no other order`,
    warning:
      fewer === 0
        ? null
        : `both orders of day and month occur (${n(more)} values prove one, ${n(fewer)} the other); the ${n(both)} that fit both are read ${order === "day_first" ? "day" : "month"} first, those that only fit ${other} first are read so.`,
  };
}

function decisionsFor(name: string, formats: string[], order: Order): Decision[] {
  const about = `column:${name}`;
  const decisions: Decision[] = [];
  if (formats.length > 1) {
    decisions.push({
      about,
      decided: "dates in several formats",
      why: `values are written as ${formats.slice(0, 4).join(", ")}`,
    });
  }
  if (order.why) {
    decisions.push({
      about,
      decided: order.order === "day_first" ? "day before month" : "month before day",
      why: order.why,
    });
  }
  return decisions;
}
