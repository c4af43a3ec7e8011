import type { Source } from "@plumbline/contracts";
import type { TypedColumn } from "./column-type.ts";
import type { Database } from "./database.ts";
import type { ColumnSummary, Row, Table, TableColumn } from "./table.ts";

interface Parts {
  database: Database;
  source: Source;
  row_count: number;
  typed: readonly TypedColumn[];
  duplicate_row_count: number;
  /** Removes what the table left on disk. */
  release: () => void;
}

/** A table over relation `cells` of a database of its own. */
export class DuckdbTable implements Table {
  readonly source: Source;
  readonly row_count: number;
  readonly columns: readonly TableColumn[];
  readonly summaries: readonly ColumnSummary[];
  readonly duplicate_row_count: number;
  readonly #database: Database;
  readonly #typed: readonly TypedColumn[];
  readonly #byName: Map<string, TableColumn>;
  readonly #release: () => void;
  #closed = false;
  #settled = false;

  constructor(parts: Parts) {
    this.source = parts.source;
    this.row_count = parts.row_count;
    this.columns = parts.typed.map(({ column }) => column);
    this.summaries = parts.typed.map(({ summary }) => summary);
    this.duplicate_row_count = parts.duplicate_row_count;
    this.#database = parts.database;
    this.#typed = parts.typed;
    this.#byName = new Map(this.columns.map((column) => [column.name, column]));
    this.#release = parts.release;
  }

  column(name: string): TableColumn {
    const column = this.#byName.get(name);
    if (!column) throw new Error(`there is no column ${JSON.stringify(name)}`);
    return column;
  }

  query<T extends Row = Row>(sql: string): Promise<T[]> {
    return this.#database.query<T>(sql);
  }

  async numbers(sql: string): Promise<Float64Array> {
    const [column] = await this.#database.doubles(sql);
    return column ?? new Float64Array();
  }

  async doubles(expressions: readonly string[], where?: string): Promise<Float64Array[]> {
    if (expressions.length === 0) return [];
    const select = `select ${expressions.join(", ")} from t`;
    return where === undefined
      ? this.#database.doubles(select, this.row_count)
      : this.#database.doubles(`${select} where ${where}`);
  }

  async settle(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    const select: string[] = [];
    for (const { column, value_sql } of this.#typed) {
      const v = `v${column.index}`;
      if (column.storage === "VARCHAR") {
        select.push(`r${column.index}, ${value_sql} as ${v}`);
        continue;
      }
      // Changing the type of a column rewrites that column only, and needs no undo log as an update would.
      await this.#database.run(`alter table cells add column ${v} varchar`);
      await this.#database.run(`alter table cells alter ${v} type ${column.storage} using ${value_sql}`);
      select.push(`r${column.index}, ${v}`);
    }
    await this.#database.run(`create or replace view t as select rowid + 1 as row, ${select.join(", ")} from cells`);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
    this.#release();
  }
}
