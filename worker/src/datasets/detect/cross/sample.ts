import { quote, type Table, type TableColumn } from "../../table/table.ts";
import { categoryExpression, missingExpression } from "../statistics/query.ts";
import { placeholders } from "./placeholders.ts";

/** Rank tests and searches over pairs use at most about this many rows. */
export const sample_rows = 50_000;

/** Characters of all labels up to which they may stand in a query. */
const longest_list = 500_000;

/** A text column as small numbers: `codes[i]` is the place in `labels` of row i's value, -1 when missing. */
export interface Coded {
  codes: Float64Array;
  /** Most frequent first, ties in the order of the text. */
  labels: string[];
}

/**
 * All rows of a small table, and the same evenly spread rows of a large one on every run, column by column and each read
 * once. Every array has one entry a row, in the order of the rows.
 */
export class Sample {
  readonly table: Table;
  /** SQL that holds for the rows in the sample. */
  readonly where: string;
  readonly #numbers = new Map<number, Promise<Float64Array>>();
  readonly #missing = new Map<number, Promise<Float64Array>>();
  readonly #codes = new Map<number, Promise<Coded>>();

  constructor(table: Table) {
    this.table = table;
    // Multiples of the golden ratio are spread evenly whatever the period of the data is; the same on every machine.
    const threshold = Math.round((sample_rows / Math.max(1, table.row_count)) * 4294967296);
    this.where = table.row_count <= sample_rows ? "true" : `("row" * 2654435761) % 4294967296 < ${threshold}`;
  }

  get whole(): boolean {
    return this.where === "true";
  }

  /** Typed values of a column of numbers; dates as days since 1970; NaN when missing. */
  numbers(column: TableColumn): Promise<Float64Array> {
    let values = this.#numbers.get(column.index);
    if (!values) {
      const v = `v${column.index}`;
      const expression = column.storage === "TIMESTAMP" ? `epoch_ms(${v}) / 86400000.0` : `CAST(${v} AS DOUBLE)`;
      values = this.table.numbers(`SELECT ${expression} AS x FROM t WHERE ${this.where} ORDER BY "row"`);
      this.#numbers.set(column.index, values);
    }
    return values;
  }

  /** 1 where a column's cell is missing, 0 where it is not. */
  missing(column: TableColumn): Promise<Float64Array> {
    let missing = this.#missing.get(column.index);
    if (!missing) {
      missing = this.table.numbers(
        `SELECT CAST(${missingExpression(column)} AS DOUBLE) AS x FROM t WHERE ${this.where} ORDER BY "row"`,
      );
      this.#missing.set(column.index, missing);
    }
    return missing;
  }

  codes(column: TableColumn): Promise<Coded> {
    let coded = this.#codes.get(column.index);
    if (!coded) {
      coded = this.#readCodes(column);
      this.#codes.set(column.index, coded);
    }
    return coded;
  }

  /** Placeholders such as UNKNOWN count as missing here: they are no group. */
  async #readCodes(column: TableColumn): Promise<Coded> {
    const g = categoryExpression(column);
    const counts = await this.table.query<{ g: string; n: number }>(
      `SELECT ${g} AS g, count(*) AS n FROM t WHERE ${this.where} GROUP BY 1 HAVING g IS NOT NULL`,
    );
    const labels = counts
      .filter((row) => !placeholders.includes(row.g.toLowerCase()))
      .sort((x, y) => Number(y.n) - Number(x.n) || (x.g < y.g ? -1 : 1))
      .map((row) => row.g);
    return { codes: await this.#codesOf(g, labels), labels };
  }

  /** The place of each row's text in `labels`, -1 for others. */
  async #codesOf(g: string, labels: readonly string[]): Promise<Float64Array> {
    if (labels.length === 0) return this.table.numbers(`SELECT -1 AS x FROM t WHERE ${this.where}`);
    const length = labels.reduce((sum, label) => sum + label.length, 0);
    if (length > longest_list || labels.some((label) => label.includes("\0"))) {
      const codeOf = new Map(labels.map((label, code) => [label, code]));
      const rows = await this.table.query<{ g: string | null }>(
        `SELECT ${g} AS g FROM t WHERE ${this.where} ORDER BY "row"`,
      );
      return Float64Array.from(rows, (row) => (row.g === null ? -1 : (codeOf.get(row.g) ?? -1)));
    }
    // The database numbers the labels: a list of numbers is read ten times as fast as one of texts.
    const code = `enum_code(TRY_CAST(${g} AS ENUM (${labels.map(quote).join(", ")})))`;
    return this.table.numbers(`SELECT coalesce(${code}, -1) AS x FROM t WHERE ${this.where} ORDER BY "row"`);
  }
}

const samples = new WeakMap<Table, Sample>();

/** The sample of a table, shared by all who look at it. */
export function sampleOf(table: Table): Sample {
  let sample = samples.get(table);
  if (!sample) {
    sample = new Sample(table);
    samples.set(table, sample);
  }
  return sample;
}
