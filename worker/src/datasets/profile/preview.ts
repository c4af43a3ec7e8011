import type { Profile } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";

const rows = 50;
/** Columns read at once: a statement over thousands takes a buffer for each. */
const batch = 200;

/** The first rows as they stand in the file. */
export async function previewOf(table: Table): Promise<Profile["preview"]> {
  const cells: (string | null)[][] = Array.from({ length: Math.min(rows, table.row_count) }, () => []);
  for (let first = 0; first < table.columns.length; first += batch) {
    const part = table.columns.slice(first, first + batch).map(({ index }) => `r${index}`);
    const found = await table.query<Record<string, string | null>>(`select ${part.join(", ")} from t limit ${rows}`);
    found.forEach((row, i) => {
      cells[i]?.push(...part.map((name) => row[name] ?? null));
    });
  }
  return { columns: table.columns.map(({ name }) => name), rows: cells };
}
