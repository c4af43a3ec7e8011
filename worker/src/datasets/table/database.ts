import { type DuckDBConnection, DuckDBInstance, type DuckDBValue, type DuckDBVector } from "@duckdb/node-api";
import { cellOf, type Plain } from "./cells.ts";
import { missingMacro } from "./missing.ts";
import { quote, type Row } from "./table.ts";

export interface DatabaseOptions {
  /** The only file the database may read; null when rows are appended. */
  file: string | null;
  memory_bytes: number;
  threads: number;
  /** Where it may spill, at most `spill_bytes`; null keeps it in memory. */
  spill_directory: string | null;
  spill_bytes: number;
}

/** An embedded database that can read one file and nothing else: no network, no extensions, settings locked. */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(":memory:", {
      threads: String(options.threads),
      memory_limit: `${options.memory_bytes}B`,
      temp_directory: options.spill_directory ?? "",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    if (options.spill_directory) await connection.run(`set max_temp_directory_size = '${options.spill_bytes}B'`);
    if (options.file) await connection.run(`set allowed_paths = [${quote(options.file)}]`);
    await connection.run("set enable_external_access = false");
    await connection.run("set lock_configuration = true");
    await connection.run(missingMacro);
    return new Database(instance, connection);
  }

  /** Statements follow each other: one that starts while another is being fetched would end it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async run(sql: string): Promise<void> {
    await this.#inTurn(() => this.#connection.run(sql));
  }

  async query<T extends Row = Row>(sql: string): Promise<T[]> {
    const result = await this.#inTurn(() => this.#connection.run(sql));
    const names = result.deduplicatedColumnNames();
    const rows: T[] = [];
    for (const values of await result.getRows()) {
      const row: Row = {};
      names.forEach((name, i) => {
        row[name] = cellOf(values[i] ?? null);
      });
      rows.push(row as T);
    }
    return rows;
  }

  /** Rows as arrays, in the order of the select list. */
  async rows(sql: string): Promise<Plain[][]> {
    const result = await this.#inTurn(() => this.#connection.run(sql));
    return (await result.getRows()).map((values: DuckDBValue[]) => values.map(cellOf));
  }

  /** Every column of the query as a Float64Array, in row order, nulls as NaN; `rows` is how many are expected. */
  doubles(sql: string, rows = 2048): Promise<Float64Array[]> {
    return this.#inTurn(() => this.#streamDoubles(sql, rows));
  }

  async #streamDoubles(sql: string, rows: number): Promise<Float64Array[]> {
    // Nulls become NaN inside the database: asking each value whether it is null takes far longer than copying it.
    // Streamed, so that the values are not in memory twice.
    const result = await this.#connection.stream(`select coalesce(columns(*)::double, 'nan'::double) from (${sql})`);
    let columns = Array.from({ length: result.columnCount }, () => new Float64Array(rows));
    let offset = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const needed = offset + chunk.rowCount;
      if (needed > (columns[0]?.length ?? needed)) columns = columns.map((column) => grown(column, needed));
      for (const [c, column] of columns.entries()) copyDoubles(chunk.getColumnVector(c), column, offset);
      offset = needed;
    }
    return columns.map((column) => column.subarray(0, offset));
  }

  appender(table: string) {
    return this.#connection.createAppender(table);
  }

  /** Stops the statement that is running; it rejects. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

function grown(column: Float64Array, needed: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(needed, 2 * column.length));
  larger.set(column);
  return larger;
}

function copyDoubles(vector: DuckDBVector, into: Float64Array, offset: number): void {
  for (let i = 0; i < vector.itemCount; i++) {
    const value = vector.getItem(i);
    into[offset + i] = typeof value === "number" ? value : Number.NaN;
  }
}
