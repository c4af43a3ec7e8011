import { type DuckDBAppender, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import { AppError } from "@plumbline/contracts";
import type { Database } from "./database.ts";
import type { Limits } from "./limits.ts";

export type Cells = (string | null)[];

/** Rows of a chunk: the database's vector size, fewer where a chunk of it would take many megabytes. */
const rowsInChunk = (width: number): number => Math.max(16, Math.min(2048, Math.floor(1_000_000 / width)));

/** Appends rows of text to `cells`, whose columns `r0`, `r1`, ... it creates and may widen. */
export class RowWriter {
  rows = 0;
  readonly #database: Database;
  readonly #limits: Limits;
  #appender: DuckDBAppender | undefined;
  #width: number;
  #columns: Cells[] = [];

  private constructor(database: Database, limits: Limits, width: number) {
    this.#database = database;
    this.#limits = limits;
    this.#width = width;
  }

  static async create(database: Database, limits: Limits, width: number): Promise<RowWriter> {
    checkWidth(width, limits);
    const columns = Array.from({ length: width }, (_, i) => `r${i} varchar`).join(", ");
    await database.run(`create table cells (${columns})`);
    const writer = new RowWriter(database, limits, width);
    writer.#clear();
    return writer;
  }

  get width(): number {
    return this.#width;
  }

  /** Adds columns to the right; rows written before are null there. */
  async widen(width: number): Promise<void> {
    checkWidth(width, this.#limits);
    await this.flush();
    this.#appender?.closeSync();
    this.#appender = undefined;
    for (let i = this.#width; i < width; i++) await this.#database.run(`alter table cells add column r${i} varchar`);
    this.#width = width;
    this.#clear();
  }

  /** Adds a row; cells beyond its end are null. `where` names it in an error. */
  async add(cells: Cells, where = `row ${this.rows + 1}`): Promise<void> {
    for (let i = 0; i < this.#width; i++) {
      const cell = cells[i] ?? null;
      if (cell !== null && cell.length > this.#limits.cell_bytes) throw cellTooLarge(where, this.#limits);
      this.#columns[i]?.push(cell);
    }
    if (++this.rows > this.#limits.rows) throw tooManyRows(this.#limits);
    if ((this.#columns[0]?.length ?? 0) >= rowsInChunk(this.#width)) await this.flush();
  }

  async flush(): Promise<void> {
    const count = this.#columns[0]?.length ?? 0;
    if (count === 0) return;
    this.#appender ??= await this.#database.appender("cells");
    const types = Array.from({ length: this.#width }, () => VARCHAR);
    const chunk = DuckDBDataChunk.create(types, count);
    chunk.setColumns(this.#columns);
    this.#appender.appendDataChunk(chunk);
    this.#appender.flushSync();
    this.#clear();
  }

  async close(): Promise<void> {
    await this.flush();
    this.#appender?.closeSync();
  }

  #clear(): void {
    this.#columns = Array.from({ length: this.#width }, () => []);
  }
}

export function checkWidth(width: number, limits: Limits): void {
  if (width <= limits.columns) return;
  throw new AppError(
    "file_too_wide",
    `The file has ${width.toLocaleString("en-US")} columns; at most ${limits.columns.toLocaleString("en-US")} are allowed.`,
    {
      fix: "Remove columns, or turn repeated columns into rows, and upload it again.",
    },
  );
}

export const tooManyRows = (limits: Limits): AppError =>
  new AppError("file_too_many_rows", `The file has more than ${limits.rows.toLocaleString("en-US")} rows.`, {
    fix: "Split the file and upload the parts.",
  });

export const cellTooLarge = (where: string, limits: Limits): AppError =>
  new AppError(
    "file_cell_too_large",
    `A cell in ${where} is larger than ${Math.round(limits.cell_bytes / 1024).toLocaleString("en-US")} KiB.`,
    {
      fix: "Check for a quote that is never closed, or shorten the cell, and upload the file again.",
    },
  );
