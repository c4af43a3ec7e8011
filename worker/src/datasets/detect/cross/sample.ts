import { quote, type Table, type TableColumn } from "../../table/table.ts";
import { placesOf } from "../statistics/places.ts";
import { categoryExpression, missingExpression } from "../statistics/query.ts";
import { placeholders } from "./placeholders.ts";

/** Rank tests and searches over pairs use at most about this many rows. */
export const sample_rows = 50_000;

/** Characters of all labels up to which they may stand in a query. */
const longest_list = 500_000;
/** Columns read by one statement. */
const most_together = 64;

/** A text column as small numbers: `codes[i]` is the place in `labels` of row i's value, -1 when missing. */
export interface Coded {
  codes: Float64Array;
  /** Most frequent first, ties in the order of the text. */
  labels: string[];
  /** Rows with each label. */
  sizes: Float64Array;
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
    this.readNumbers([column]);
    return known(this.#numbers, column);
  }

  /** 1 where a column's cell is missing, 0 where it is not. */
  missing(column: TableColumn): Promise<Float64Array> {
    this.readMissing([column]);
    return known(this.#missing, column);
  }

  codes(column: TableColumn): Promise<Coded> {
    this.readCodes([column]);
    return known(this.#codes, column);
  }

  /** Has the numbers of several columns read together, which takes little longer than one. */
  readNumbers(columns: readonly TableColumn[]): void {
    this.#read(this.#numbers, columns, (column) => {
      const v = `v${column.index}`;
      return column.storage === "TIMESTAMP" ? `epoch_ms(${v}) / 86400000.0` : `CAST(${v} AS DOUBLE)`;
    });
  }

  readMissing(columns: readonly TableColumn[]): void {
    this.#read(this.#missing, columns, (column) => `CAST(${missingExpression(column)} AS DOUBLE)`);
  }

  readCodes(columns: readonly TableColumn[]): void {
    const open = columns.filter((column) => !this.#codes.has(column.index));
    const listed = open.flatMap((column) => {
      const labels = this.#textsOf(column);
      return labels && canBeListed(labels) ? [{ column, labels }] : [];
    });
    // The database numbers the labels: numbers are read ten times as fast as texts.
    const raw = new Map<number, Promise<Float64Array>>();
    this.#read(
      raw,
      listed.map(({ column }) => column),
      (column) => codeSql(column, this.#textsOf(column) ?? []),
    );
    for (const { column, labels } of listed)
      readAhead(
        this.#codes,
        column,
        known(raw, column).then((codes) => byFrequency(codes, labels)),
      );
    for (const column of open) {
      if (this.#codes.has(column.index)) continue;
      readAhead(
        this.#codes,
        column,
        column.storage === "DOUBLE" ? this.#codesOfNumbers(column) : this.#codesOfTexts(column),
      );
    }
  }

  #read(
    into: Map<number, Promise<Float64Array>>,
    columns: readonly TableColumn[],
    expression: (column: TableColumn) => string,
  ): void {
    const open = columns.filter((column) => !into.has(column.index));
    for (let from = 0; from < open.length; from += most_together) {
      const part = open.slice(from, from + most_together);
      const arrays = this.table.doubles(part.map(expression), this.where);
      for (const [i, column] of part.entries())
        readAhead(
          into,
          column,
          arrays.then((all) => all[i] ?? new Float64Array()),
        );
    }
  }

  /** The texts a column holds, where the table has counted them. */
  #textsOf(column: TableColumn): string[] | undefined {
    if (column.storage === "BOOLEAN") return ["true", "false"];
    if (column.storage !== "VARCHAR") return undefined;
    return this.table.summaries[column.index]?.texts?.map(({ value }) => value);
  }

  async #codesOfNumbers(column: TableColumn): Promise<Coded> {
    const places = placesOf(await this.numbers(column));
    if (places.distinct.length === 0) return byFrequency(Float64Array.from(places.of), []);
    // The database says how a number reads as text, as it does wherever rows are compared with it.
    const rows = await this.table.query<{ g: string }>(
      `SELECT ${categoryExpression(column)} AS g FROM (SELECT unnest(string_split('${places.distinct.join(" ")}', ' '))::DOUBLE AS v${column.index})`,
    );
    return byFrequency(
      Float64Array.from(places.of),
      rows.map(({ g }) => g),
    );
  }

  async #codesOfTexts(column: TableColumn): Promise<Coded> {
    const g = categoryExpression(column);
    const counts = await this.table.query<{ g: string }>(
      `SELECT ${g} AS g FROM t WHERE ${this.where} GROUP BY 1 HAVING g IS NOT NULL`,
    );
    const labels = counts.map((row) => row.g);
    if (canBeListed(labels)) {
      const [codes] = await this.table.doubles([codeSql(column, labels)], this.where);
      return byFrequency(codes ?? new Float64Array(), labels);
    }
    const codeOf = new Map(labels.map((label, code) => [label, code]));
    const rows = await this.table.query<{ g: string | null }>(
      `SELECT ${g} AS g FROM t WHERE ${this.where} ORDER BY "row"`,
    );
    return byFrequency(
      Float64Array.from(rows, (row) => (row.g === null ? -1 : (codeOf.get(row.g) ?? -1))),
      labels,
    );
  }
}

/** Keeps what will be asked for later. A reading that fails does so for whoever asks, and for nobody before. */
function readAhead<T>(into: Map<number, Promise<T>>, { index }: TableColumn, reading: Promise<T>): void {
  reading.catch(() => {});
  into.set(index, reading);
}

function known<T>(read: ReadonlyMap<number, Promise<T>>, { index }: TableColumn): Promise<T> {
  const found = read.get(index);
  if (!found) throw new Error(`column ${index} was not read`);
  return found;
}

const canBeListed = (labels: readonly string[]): boolean =>
  labels.reduce((sum, label) => sum + label.length, 0) <= longest_list && !labels.some((label) => label.includes("\0"));

/** SQL for the place of a row's text in `labels`, -1 for others. */
const codeSql = (column: TableColumn, labels: readonly string[]): string =>
  labels.length === 0
    ? "-1"
    : `coalesce(enum_code(TRY_CAST(${categoryExpression(column)} AS ENUM (${labels.map(quote).join(", ")}))), -1)`;

/** Labels in order of how often they occur, those that do left only. Placeholders such as UNKNOWN are no group: they count as missing. */
function byFrequency(codes: Float64Array, labels: readonly string[]): Coded {
  const counts = new Float64Array(labels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const order = labels
    .map((label, code) => ({ label, code, n: counts[code] ?? 0 }))
    .filter(({ label, n }) => n > 0 && !placeholders.includes(label.toLowerCase()))
    .sort((x, y) => y.n - x.n || (x.label < y.label ? -1 : 1));
  const places = new Float64Array(labels.length).fill(-1);
  for (const [place, { code }] of order.entries()) places[code] = place;
  return {
    codes: codes.map((code) => places[code] ?? -1),
    labels: order.map(({ label }) => label),
    sizes: Float64Array.from(order, ({ n }) => n),
  };
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
