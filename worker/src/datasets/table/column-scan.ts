import type { Database } from "./database.ts";
import type { DuplicateSearch } from "./duplicates.ts";
import { missingWords, trimmed } from "./missing.ts";
import { quote } from "./table.ts";
import { scanOfTexts } from "./text-counts.ts";
import { fewTexts, textSql, trimmedWhere, untrimmed } from "./text-sql.ts";

/** One distinct trimmed text of a column and how many cells hold it. */
export interface TextCount {
  text: string;
  count: number;
}

/**
 * The distinct texts of one column, counted: relation `d` with `x` (trimmed, never missing) and `n`. Most questions about
 * a column are answered here, once for each value instead of once for each row.
 */
export interface ColumnScan {
  present: number;
  missing: number;
  unique: number;
  min_length: number | null;
  max_length: number | null;
  top: TextCount[];
  /** The commonest texts and an even part of the others; all of them, the commonest first, when there are at most 2,000. */
  sample: TextCount[];
  /** The sample is all there is. */
  complete: boolean;
  /** Makes relation `d` hold this column, where it does not yet. */
  relation(): Promise<void>;
  /** SQL for the trimmed text of `r<i>`, null when missing. */
  text_sql: string;
  /** SQL for the raw cell. */
  raw_sql: string;
  /** Casting the raw cell to a number gives what casting the trimmed text gives. */
  casts_alike: boolean;
}

export const sampled = 2_000;
const words = missingWords.map(quote).join(", ");
const longest = Math.max(...missingWords.map((word) => word.length));
const missing = (x: string) => `(${x} is null or (strlen(${x}) <= ${longest} and lower(${x}) in (${words})))`;

/** Scans the columns one after the other; each is `d` until the next is asked for. */
export async function* scanColumns(
  database: Database,
  columns: number,
  rows: number,
  duplicates: DuplicateSearch,
): AsyncGenerator<ColumnScan> {
  for (let index = 0; index < columns; index++) yield await scanColumn(database, index, rows, duplicates);
}

/** Counts the texts of column `index` of `cells` into `d`, replacing the column that was there. */
export async function scanColumn(
  database: Database,
  index: number,
  rows: number,
  duplicates: DuplicateSearch,
): Promise<ColumnScan> {
  const r = `r${index}`;
  await database.run(`create or replace temp table d as select ${r} as x, count(*) as n from cells group by 1`);
  const [raw] = await database.query<{ distinct: number; repeated: number; untrimmed: number }>(
    `select count(*) as distinct, coalesce(sum(n) filter (n > 1), 0) as repeated, count(*) filter (${untrimmed("x")}) as untrimmed from d`,
  );
  await duplicates.consider(index, raw?.repeated ?? 0);
  const trims = (raw?.untrimmed ?? 0) > 0;
  if (raw && raw.distinct <= sampled) {
    const texts = await database.rows("select x, n from d");
    const counts = new Map(texts.map(([x, n]) => [typeof x === "string" ? x : null, Number(n)]));
    return scanOfTexts(r, counts, rows, () => tidy(database, trims, true));
  }
  const gone = await database.query<{ x: string | null; n: number }>(
    `select x, n from d where ${missing(trims ? trimmedWhere("x") : "x")} order by n desc, x`,
  );
  const loose = trims
    ? await database.query<{ x: string; t: string }>(
        `select x, ${trimmed("x")} as t from d where ${untrimmed("x")} order by x limit ${fewTexts + 1}`,
      )
    : [];
  const rest = await condense(database, trims, gone.length > 0);
  return {
    ...rest,
    complete: false,
    relation: async () => {},
    missing: gone.reduce((sum, { n }) => sum + n, 0),
    present: rows - gone.reduce((sum, { n }) => sum + n, 0),
    raw_sql: r,
    casts_alike: !trims && gone.every(({ x }) => x?.toLowerCase() !== "nan"),
    text_sql: textSql(
      r,
      loose,
      gone.flatMap(({ x }) => (x === null ? [] : [x])),
    ),
  };
}

/** Leaves the trimmed texts in `d`, without those that are missing. */
async function tidy(database: Database, trims: boolean, missed: boolean): Promise<void> {
  if (trims) {
    await database.run(
      `create or replace temp table d as select x, sum(n)::bigint as n from (select ${trimmedWhere("x")} as x, n from d) group by 1`,
    );
  }
  if (missed) await database.run(`delete from d where ${missing("x")}`);
}

async function condense(database: Database, trims: boolean, missed: boolean) {
  await tidy(database, trims, missed);
  const [size] = await database.query<{ unique: number; low: number | null; high: number | null }>(
    "select count(*) as unique, min(length(x)) as low, max(length(x)) as high from d",
  );
  const unique = size?.unique ?? 0;
  const top = await database.query<{ text: string; count: number }>(
    "select x as text, n as count from d order by n desc, x limit 10",
  );
  const every = Math.ceil(unique / sampled);
  const sample = await database.query<{ text: string; count: number }>(
    every <= 1
      ? "select x as text, n as count from d order by n desc, x"
      : `select x as text, n as count from d where hash(x) % ${every} = 0`,
  );
  // A heavy value decides shares; it must not be left out by chance.
  const seen = new Set(sample.map(({ text }) => text));
  return {
    unique,
    min_length: size?.low ?? null,
    max_length: size?.high ?? null,
    top,
    sample: [...sample, ...top.filter(({ text }) => !seen.has(text))],
  };
}
