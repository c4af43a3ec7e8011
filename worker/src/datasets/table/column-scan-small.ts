import { type ColumnScan, fewTexts, scanColumn, type TextCount, textSql } from "./column-scan.ts";
import type { Database } from "./database.ts";
import type { DuplicateSearch } from "./duplicates.ts";
import { isMissing, trim } from "./missing.ts";

/** Up to this many rows a column is counted here: a statement costs about a millisecond, however few rows it sees. */
export const smallTable = 5_000;

/** Columns read by one statement. */
const batch = 100;

/** What `scanColumn` finds for each column, in order, for a table of few rows. */
export async function* scanSmallColumns(
  database: Database,
  columns: number,
  rows: number,
  duplicates: DuplicateSearch,
): AsyncGenerator<ColumnScan> {
  for (let first = 0; first < columns; first += batch) {
    const indices = Array.from({ length: Math.min(batch, columns - first) }, (_, i) => first + i);
    const cells = await database.rows(`select ${indices.map((i) => `r${i}`).join(", ")} from cells`);
    for (const [i, index] of indices.entries()) {
      const raw = new Map<string | null, number>();
      for (const row of cells) {
        const cell = row[i];
        const key = typeof cell === "string" ? cell : null;
        raw.set(key, (raw.get(key) ?? 0) + 1);
      }
      yield scanOf(database, index, raw, rows, duplicates);
    }
  }
}

function scanOf(
  database: Database,
  index: number,
  raw: ReadonlyMap<string | null, number>,
  rows: number,
  duplicates: DuplicateSearch,
): ColumnScan {
  const r = `r${index}`;
  let repeated = 0;
  for (const count of raw.values()) if (count > 1) repeated += count;
  duplicates.note(index, repeated);

  const texts = new Map<string, number>();
  const gone: string[] = [];
  const loose: { x: string; t: string }[] = [];
  let missing = 0;
  for (const [x, count] of raw) {
    if (x === null || isMissing(x)) {
      missing += count;
      if (x !== null) gone.push(x);
      continue;
    }
    const t = trim(x);
    if (t !== x && loose.length <= fewTexts) loose.push({ x, t });
    texts.set(t, (texts.get(t) ?? 0) + count);
  }
  const sample: TextCount[] = Array.from(texts, ([text, count]) => ({ text, count }));
  sample.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { text } of sample) {
    const length = codePoints(text);
    low = Math.min(low, length);
    high = Math.max(high, length);
  }
  return {
    present: rows - missing,
    missing,
    unique: sample.length,
    min_length: sample.length ? low : null,
    max_length: sample.length ? high : null,
    top: sample.slice(0, 10),
    sample,
    complete: true,
    relation: async () => {
      await scanColumn(database, index, rows, duplicates);
    },
    text_sql: textSql(r, loose, gone),
    raw_sql: r,
    casts_alike: loose.length === 0 && gone.every((x) => x.toLowerCase() !== "nan"),
  };
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
