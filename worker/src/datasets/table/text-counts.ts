import type { ColumnScan, TextCount } from "./column-scan.ts";
import { isMissing, trim } from "./missing.ts";
import { fewTexts, textSql } from "./text-sql.ts";

/**
 * What `scanColumn` finds, from the raw texts of a column and how many cells hold each. `relation` makes relation `d` hold the
 * column for those who want to ask the database.
 */
export function scanOfTexts(
  r: string,
  raw: ReadonlyMap<string | null, number>,
  rows: number,
  relation: () => Promise<void>,
): ColumnScan {
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
    relation,
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
