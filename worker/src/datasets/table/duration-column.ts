import type { ColumnScan } from "./column-scan.ts";
import type { Reading } from "./column-type.ts";
import type { Database } from "./database.ts";
import { share } from "./number-column.ts";
import { merged } from "./number-texts.ts";
import { summariseNumbers } from "./weighted.ts";

/** Share of the present values from which a column is one of durations. */
const least_share = 0.98;
/** Hours and minutes, seconds and their fraction if need be. */
const pattern = "\\d{1,6}:[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?";
const form = new RegExp(`^${pattern}$`);
const named =
  /duration|elapsed|(?:^|[^a-z])span(?:$|[^a-z])|(?:lead|cycle|run|processing|handling|waiting|idle|set-?up|down|up)[ _-]?time|time[ _-]taken|dauer|dur[ée]e|duraci[óo]n/i;

/**
 * Reads a column as durations, in hours, or returns undefined. Three digits of hours (`001:30`) are no time of day, nor are
 * hours, minutes and seconds that go past a day or under a name for a stretch of time. What could be minutes and seconds
 * (`3:45`) is left alone.
 */
export async function readDurations(database: Database, name: string, scan: ColumnScan): Promise<Reading | undefined> {
  if (share(scan.sample, ({ text }) => form.test(text)) < least_share) return undefined;
  const mostly = (is: RegExp): boolean => share(scan.sample, ({ text }) => is.test(text)) >= least_share;
  const past = scan.sample.some(({ text }) => Number.parseInt(text, 10) > 24);
  if (!mostly(/^\d{3}/) && !(mostly(/:\d\d:/) && (past || named.test(name)))) return undefined;
  await scan.relation();
  const [values, counts] = await database.doubles(
    `select v, n from (select ${hoursSql("x")} as v, n from d) where v is not null order by v`,
  );
  const numbers = summariseNumbers(...merged(values ?? new Float64Array(), counts ?? new Float64Array()));
  if (!numbers || numbers.count < least_share * scan.present) return undefined;
  const missed = scan.present - numbers.count;
  const count = (n: number): string => n.toLocaleString("en-US");
  return {
    type: numbers.whole ? "integer" : "number",
    storage: "DOUBLE",
    value_sql: hoursSql(scan.text_sql),
    parsed: numbers.count,
    traits: [],
    symbol: "h",
    decisions: [
      {
        about: `column:${name}`,
        decided: "durations, kept in hours",
        why: `${count(numbers.count)} of ${count(scan.present)} values look like "${scan.sample.find(({ text }) => form.test(text))?.text}"`,
      },
    ],
    warnings:
      missed > 0 ? [`${name}: ${count(missed)} of ${count(scan.present)} values could not be read as durations.`] : [],
    numbers,
  };
}

/** SQL for the hours of a text, null when it is no duration. */
function hoursSql(text: string): string {
  const part = (n: number): string => `coalesce(try_cast(split_part(${text}, ':', ${n}) as double), 0)`;
  return `(case when regexp_full_match(${text}, '${pattern}') then ${part(1)} + ${part(2)} / 60 + ${part(3)} / 3600 end)`;
}
