import type { Source } from "@plumbline/contracts";
import { decideHeader } from "./header.ts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import { headerOnly } from "./load-delimited.ts";
import { type Cells, checkWidth, RowWriter } from "./row-writer.ts";

/** Loads rows that are in memory: finds the header among the first ones and stores the rest. */
export async function fillRows(
  context: LoadContext,
  rows: Cells[],
  source: Omit<Source, "decimal" | "header_rows">,
): Promise<Loaded> {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  checkWidth(width, context.limits);
  const blank = rows.findIndex((row) => row.some((cell) => cell !== null));
  const header = decideHeader(rows.slice(blank, blank + 500), width);
  const from = blank + header.skip + header.rows;
  if (from >= rows.length) throw headerOnly();
  const database = await context.database(null);
  const writer = await RowWriter.create(database, context.limits, width);
  for (let i = from; i < rows.length; i++) await writer.add(rows[i] ?? []);
  await writer.close();
  return {
    database,
    names: header.names,
    source: {
      ...source,
      header_rows: header.rows,
      decisions: [
        ...source.decisions,
        decision(
          "header",
          header.rows === 0 ? "no header row" : header.rows === 1 ? "one header row" : "two header rows, joined",
          header.why,
        ),
        ...(header.skip
          ? [decision("header", `${header.skip} rows above the header are skipped`, "they hold one cell at most")]
          : []),
        ...header.renamed.slice(0, 20).map((why) => decision("names", "made unique and readable", why)),
      ],
    },
  };
}
