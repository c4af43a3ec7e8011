import type { ColumnTrait, Decision } from "@plumbline/contracts";
import { type ColumnScan, sampled, type TextCount } from "./column-scan.ts";
import type { Database } from "./database.ts";
import { readDates } from "./date-column.ts";
import { readDurations } from "./duration-column.ts";
import { readNumbers } from "./number-column.ts";
import type { DecimalMark } from "./number-text.ts";
import type { ColumnSummary, TableColumn } from "./table.ts";
import { textTraits } from "./text-traits.ts";
import { unitInName } from "./unit-names.ts";

/** What the file as a whole suggests where a column alone is ambiguous. */
export interface FileHints {
  mark: DecimalMark;
  /** Delimiter of a text file; a semicolon suggests a decimal comma. */
  delimiter: string | null;
}

export interface TypedColumn {
  column: TableColumn;
  summary: ColumnSummary;
  /** SQL over `cells` for the typed value. */
  value_sql: string;
  decisions: Decision[];
  warnings: string[];
}

/** A reading of a column: what its values are when they are not text. */
export interface Reading {
  type: TableColumn["type"];
  storage: TableColumn["storage"];
  value_sql: string;
  /** Cells that have such a value. */
  parsed: number;
  traits: ColumnTrait[];
  symbol: string | null;
  decisions: Decision[];
  warnings: string[];
  numbers?: ColumnSummary["numbers"];
  dates?: Pick<ColumnSummary, "min_date" | "max_date" | "date_format">;
}

const truths: Record<string, boolean> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  y: true,
  n: false,
  t: true,
  f: false,
};

/** Decides type and traits of a column from all of its texts, which `d` holds. */
export async function typeColumn(
  database: Database,
  name: string,
  index: number,
  scan: ColumnScan,
  hints: FileHints,
): Promise<TypedColumn> {
  const text: Reading = {
    type: scan.present === 0 ? "empty" : "text",
    storage: "VARCHAR",
    value_sql: scan.text_sql,
    parsed: scan.present,
    traits: [],
    symbol: null,
    decisions: [],
    warnings: [],
  };
  const reading =
    scan.present === 0
      ? text
      : ((await readNumbers(database, name, scan, hints)) ??
        readWords(name, scan) ??
        (await readDurations(database, name, scan)) ??
        (await readDates(database, name, scan, hints)) ??
        text);
  const traits = [...reading.traits, ...textTraits(scan, reading)];
  if (reading.storage === "DOUBLE" && traits.includes("unique") && scan.missing === 0 && scan.present >= 20) {
    if (await rises(database, reading.value_sql)) traits.push("ordered");
  }
  return {
    column: {
      name,
      index,
      type: reading.type,
      traits,
      storage: reading.storage,
      symbol: reading.symbol ?? (reading.storage === "DOUBLE" ? unitInName(name) : null),
    },
    summary: {
      present_count: scan.present,
      missing_count: scan.missing,
      unique_count: scan.unique,
      invalid_count: scan.present - reading.parsed,
      top: scan.top.map(counted),
      texts: scan.unique <= sampled ? scan.sample.map(counted) : null,
      min_length: scan.min_length,
      max_length: scan.max_length,
      numbers: reading.numbers ?? null,
      min_date: reading.dates?.min_date ?? null,
      max_date: reading.dates?.max_date ?? null,
      date_format: reading.dates?.date_format ?? null,
    },
    value_sql: reading.value_sql,
    decisions: reading.decisions,
    warnings: reading.warnings,
  };
}

const counted = ({ text, count }: TextCount) => ({ value: text, count });

/** Whether each row's value is larger than the one before: a row number. */
async function rises(database: Database, value: string): Promise<boolean> {
  const [values] = await database.doubles(`select ${value} as v from cells`);
  return values?.every((v, i) => i === 0 || v > (values[i - 1] ?? 0)) ?? false;
}

/** Words for true and false, both of them, and nothing else. */
function readWords(name: string, scan: ColumnScan): Reading | undefined {
  if (scan.unique < 2 || scan.unique > 8) return undefined;
  const found = new Map(scan.top.map(({ text }) => [text, truths[text.toLowerCase()]]));
  const values = [...found.values()];
  if (values.includes(undefined) || !values.includes(true) || !values.includes(false)) return undefined;
  const list = (truth: boolean) => [...found].filter(([, is]) => is === truth).map(([text]) => text);
  const sql = (truth: boolean) =>
    list(truth)
      .map((text) => `'${text}'`)
      .join(", ");
  return {
    type: "boolean",
    storage: "BOOLEAN",
    value_sql: `(case when ${scan.text_sql} in (${sql(true)}) then true when ${scan.text_sql} in (${sql(false)}) then false end)`,
    parsed: scan.present,
    traits: [],
    symbol: null,
    decisions: [
      {
        about: `column:${name}`,
        decided: `true or false: ${list(true).join(", ")} means true`,
        why: `it holds only ${[...found.keys()].join(", ")}`,
      },
    ],
    warnings: [],
  };
}
