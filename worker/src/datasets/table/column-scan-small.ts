import { type ColumnScan, scanColumn } from "./column-scan.ts";
import type { Database } from "./database.ts";
import type { DuplicateSearch } from "./duplicates.ts";
import { scanOfTexts } from "./text-counts.ts";

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
      let repeated = 0;
      for (const count of raw.values()) if (count > 1) repeated += count;
      duplicates.note(index, repeated);
      yield scanOfTexts(`r${index}`, raw, rows, async () => {
        const scan = await scanColumn(database, index, rows, duplicates);
        await scan.relation();
      });
    }
  }
}
