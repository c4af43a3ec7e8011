import { AppError } from "@plumbline/contracts";
import { readSheet } from "read-excel-file/node";
import { fillRows } from "./fill-rows.ts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import type { Cells } from "./row-writer.ts";
import { inspectWorkbook } from "./xlsx-archive.ts";

/** Loads the first sheet of a workbook that holds anything. */
export async function loadXlsx(context: LoadContext): Promise<Loaded> {
  const names = await inspectWorkbook(context.path, context.limits, context.signal);
  for (let i = 0; i < Math.max(1, names.length); i++) {
    const rows = await sheet(context.path, i + 1);
    context.signal?.throwIfAborted();
    if (!rows.some((row) => row.some((cell) => cell !== null))) continue;
    const others =
      names.length > 1
        ? `the workbook has ${names.length} sheets: ${names.slice(0, 10).join(", ")}`
        : "it is the only sheet";
    const name = names[i] ?? null;
    return fillRows(context, rows, {
      format: "xlsx",
      encoding: null,
      delimiter: null,
      quote: null,
      sheet: name,
      decisions: [decision("sheet", name ?? "first sheet", i === 0 ? others : `${others}; those before it are empty`)],
      warnings: [],
    });
  }
  throw new AppError("file_empty", "The workbook holds no values.", {
    fix: "Upload a workbook with a header and rows.",
  });
}

async function sheet(path: string, number: number): Promise<Cells[]> {
  try {
    const rows = await readSheet(path, number, { trim: false });
    // Cells become text in place: two copies of a large sheet would not fit.
    const out: unknown[][] = rows;
    for (const row of out) for (let i = 0; i < row.length; i++) row[i] = textOf(row[i]);
    return out.filter((row): row is Cells => Array.isArray(row));
  } catch (error) {
    throw new AppError("file_corrupt", "The workbook's first sheet cannot be read.", {
      fix: "Open it in a spreadsheet program, save it again and upload the new file.",
      cause: error,
    });
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Date) {
    const iso = value.toISOString();
    return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 19);
  }
  return String(value);
}
