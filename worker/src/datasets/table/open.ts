import { rmSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@plumbline/contracts";
import { scanColumns } from "./column-scan.ts";
import { scanSmallColumns, smallTable } from "./column-scan-small.ts";
import { type FileHints, type TypedColumn, typeColumn } from "./column-type.ts";
import { Database } from "./database.ts";
import { DuckdbTable } from "./duckdb-table.ts";
import { DuplicateSearch } from "./duplicates.ts";
import { decodedText, detectEncoding } from "./encoding.ts";
import { containerOf, textFormatOf } from "./file-format.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import { loadDelimited } from "./load-delimited.ts";
import { loadJson } from "./load-json.ts";
import { loadParquet } from "./load-parquet.ts";
import { memoryError } from "./memory-error.ts";
import { certainMark, type DecimalMark } from "./number-text.ts";
import type { Table } from "./table.ts";

export interface OpenOptions {
  /** The uploaded name: a hint only, the content decides. */
  file_name: string;
  signal?: AbortSignal;
  limits?: Partial<Limits>;
}

const headBytes = 64 * 1024;

/**
 * Opens a CSV, TSV, XLSX, JSON, NDJSON or Parquet file as a table: decides format, encoding, dialect, header and the type
 * of every column from the content, and says so in `source.decisions`. Throws an AppError with a `file_*` code for a file
 * that is no table. Call `close()` when done.
 */
export async function openTable(path: string, options: OpenOptions): Promise<Table> {
  const limits = { ...defaultLimits, ...options.limits };
  const { signal } = options;
  const scratch = await mkdtemp(join(limits.scratch_directory ?? tmpdir(), "plumbline-table-"));
  const release = () => rmSync(scratch, { recursive: true, force: true });
  const open: Database[] = [];
  const interrupt = () => {
    for (const database of open) database.interrupt();
  };
  signal?.addEventListener("abort", interrupt);
  try {
    const loaded = await load({
      path,
      file_name: options.file_name,
      limits,
      scratch,
      signal,
      database: async (file) => {
        const database = await Database.open({
          file,
          memory_bytes: limits.memory_bytes,
          threads: limits.threads,
          spill_directory: scratch,
          spill_bytes: limits.scratch_bytes,
        });
        open.push(database);
        return database;
      },
    });
    return await describe(loaded, limits, release, signal);
  } catch (error) {
    for (const database of open) database.close();
    await rm(scratch, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw memoryError(error);
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

async function load(context: LoadContext): Promise<Loaded> {
  const { size } = await stat(context.path);
  if (size === 0) {
    throw new AppError("file_empty", "The file has no content.", { fix: "Upload a file with a header and rows." });
  }
  const handle = await open(context.path);
  const head = Buffer.alloc(Math.min(size, headBytes));
  await handle.read(head, 0, head.length, 0);
  await handle.close();
  const container = containerOf(head);
  if (container === "zip") {
    // Its libraries are loaded for those who need them.
    const { loadXlsx } = await import("./load-xlsx.ts");
    return loadXlsx(context);
  }
  if (container === "parquet") return loadParquet(context);
  const encoding = await detectEncoding(context.path, head, context.signal);
  let start = "";
  for await (const piece of decodedText(context.path, encoding, context.signal)) {
    start += piece;
    if (start.trimStart().length >= 1024) break;
  }
  if (start.trim() === "") {
    throw new AppError("file_empty", "The file holds nothing but blanks.", {
      fix: "Upload a file with a header and rows.",
    });
  }
  const format = textFormatOf(start, context.file_name);
  return format === "csv" ? loadDelimited(context, encoding) : loadJson(context, encoding);
}

/** Types every column and puts relation `t` over the raw cells. */
async function describe(loaded: Loaded, limits: Limits, release: () => void, signal?: AbortSignal): Promise<Table> {
  const { database, names } = loaded;
  const [size] = await database.query<{ n: number }>("select count(*) as n from cells");
  const rows = size?.n ?? 0;
  if (rows > limits.rows) {
    throw new AppError(
      "file_too_many_rows",
      `The file has ${rows.toLocaleString("en-US")} rows; at most ${limits.rows.toLocaleString("en-US")} are allowed.`,
      {
        fix: "Split the file and upload the parts.",
      },
    );
  }
  const hints = await hintsOf(loaded);
  const duplicates = new DuplicateSearch(database, names.length);
  const typed: TypedColumn[] = [];
  const scans = (rows <= smallTable ? scanSmallColumns : scanColumns)(database, names.length, rows, duplicates);
  for await (const scan of scans) {
    signal?.throwIfAborted();
    typed.push(await typeColumn(database, names[typed.length] ?? "", typed.length, scan, hints));
  }
  await database.run("drop table if exists d");
  const select = typed.map(({ value_sql }, i) => `r${i}, ${value_sql} as v${i}`);
  await database.run(`create view t as select rowid + 1 as row, ${select.join(", ")} from cells`);
  const numeric = typed.some(({ column }) => column.storage === "DOUBLE");
  return new DuckdbTable({
    database,
    source: {
      ...loaded.source,
      decimal: numeric ? hints.mark : null,
      decisions: [
        ...loaded.source.decisions,
        ...(hints.mark === ","
          ? [decision("decimal", "comma", "numbers of the file have one as their decimal mark")]
          : []),
        ...typed.flatMap((column) => column.decisions),
      ],
      warnings: [...loaded.source.warnings, ...typed.flatMap((column) => column.warnings)],
    },
    row_count: rows,
    typed,
    duplicate_row_count: await duplicates.list(),
    release,
  });
}

/** What the first rows say about decimals, for columns whose own values do not. */
async function hintsOf(loaded: Loaded): Promise<FileHints> {
  const rows = Math.max(20, Math.min(500, Math.floor(20_000 / loaded.names.length)));
  const votes: Record<DecimalMark, number> = { ".": 0, ",": 0 };
  for (const row of await loaded.database.rows(`select * from cells limit ${rows}`)) {
    for (const cell of row) {
      const mark = typeof cell === "string" ? certainMark(cell.trim()) : null;
      if (mark) votes[mark]++;
    }
  }
  const { delimiter } = loaded.source;
  const even = votes[","] === votes["."];
  const comma = even ? delimiter === ";" && votes[","] > 0 : votes[","] > votes["."];
  return { mark: comma ? "," : ".", delimiter };
}
