import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "@plumbline/contracts";
import { type Dialect, RecordParser, recordsOf } from "./csv-records.ts";
import type { Database } from "./database.ts";
import { type DialectGuess, delimiterName, guessDialect } from "./dialect.ts";
import { decodedText, type Encoding } from "./encoding.ts";
import { decideHeader, type Header } from "./header.ts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import { cellTooLarge, checkWidth, RowWriter } from "./row-writer.ts";
import { quote } from "./table.ts";

const sampleChars = 256 * 1024;
const mostChars = 16 * sampleChars;
/** Longest line the database's own reader takes; longer ones go the careful way. */
const fastWidth = 500;
const lineBytes = 2 * 1024 * 1024;

/** Loads delimited text. The database's reader is fast and strict; what it refuses is read record by record instead. */
export async function loadDelimited(context: LoadContext, encoding: Encoding): Promise<Loaded> {
  const sample = await readSample(context, encoding);
  const dialect = guessDialect(sample.text, sample.whole);
  const records = recordsOf(sample.text, dialect, sample.whole);
  const longest = Math.max(0, ...records.map((record) => record.length));
  checkWidth(longest, context.limits);
  if (sample.whole || records.length > 0) refuseEmpty(records);
  else throw cellTooLarge("row 1", context.limits);
  const width = Math.max(dialect.width, records[0]?.length ?? 1);
  const header = decideHeader(records.slice(0, 500), width);
  if (sample.whole && records.length <= header.skip + header.rows) throw headerOnly();

  const { database, warnings } = await fill(context, encoding, dialect, header);
  const tab = dialect.delimiter === "\t";
  return {
    database,
    names: header.names,
    source: {
      format: tab ? "tsv" : "csv",
      encoding: encoding.name,
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      header_rows: header.rows,
      sheet: null,
      decisions: [
        decision("encoding", encoding.name, encoding.why),
        decision("delimiter", delimiterName(dialect.delimiter), dialect.why),
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
      warnings,
    },
  };
}

async function readSample(context: LoadContext, encoding: Encoding): Promise<{ text: string; whole: boolean }> {
  let text = "";
  for await (const piece of decodedText(context.path, encoding, context.signal)) {
    text += piece;
    // A few records at least, however long their lines are.
    const enough = text.length > sampleChars && (text.length > mostChars || /(?:[\r\n][^\r\n]*){5}/.test(text));
    if (enough) return { text: text.length > mostChars ? text.slice(0, mostChars) : firstRecords(text), whole: false };
  }
  return { text, whole: true };
}

/** The sample's length of text, or more where that holds hardly a line. */
function firstRecords(text: string): string {
  const start = text.slice(0, sampleChars);
  return /(?:[\r\n][^\r\n]*){5}/.test(start) ? start : text;
}

function refuseEmpty(records: (string | null)[][]): void {
  if (records.some((record) => record.some((cell) => cell !== null && cell.trim() !== ""))) return;
  throw new AppError("file_empty", "The file holds no values, only blanks and delimiters.", {
    fix: "Upload a file with a header and rows.",
  });
}

export const headerOnly = (): AppError =>
  new AppError("file_no_rows", "The file has column names but no rows below them.", {
    fix: "Upload a file with at least one row of data.",
  });

async function fill(
  context: LoadContext,
  encoding: Encoding,
  dialect: DialectGuess,
  header: Header,
): Promise<{ database: Database; warnings: string[] }> {
  // One column: the reader would take every blank line for a row.
  // Hundreds of columns: its buffers alone would not fit.
  const plain = header.rows < 2 && header.skip === 0 && encoding.longest_line <= lineBytes;
  if (plain && header.names.length > 1 && header.names.length <= fastWidth) {
    const fast = await fillFast(context, encoding, dialect, header);
    if (fast) return { database: fast, warnings: [] };
  }
  return fillCarefully(context, encoding, dialect, header);
}

async function fillFast(
  context: LoadContext,
  encoding: Encoding,
  dialect: Dialect,
  header: Header,
): Promise<Database | undefined> {
  const path = encoding.name === "utf-8" ? context.path : await transcode(context, encoding);
  const database = await context.database(path);
  const columns = header.names.map((_, i) => `'r${i}': 'VARCHAR'`).join(", ");
  const quoting = dialect.quote
    ? `quote = ${quote(dialect.quote)}, escape = ${quote(dialect.escape ?? dialect.quote)}`
    : "quote = ''";
  // Only the parallel reader will do: with one thread it drops an unclosed quote and all that follows without a word.
  try {
    await database.run(
      `create table cells as select * from read_csv(${quote(path)}, auto_detect = false, header = ${header.rows === 1},
       delim = ${quote(dialect.delimiter)}, ${quoting}, columns = {${columns}}, max_line_size = ${lineBytes},
       buffer_size = ${4 * lineBytes}, parallel = true)`,
    );
    return database;
  } catch (error) {
    context.signal?.throwIfAborted();
    if (isOutOfMemory(error)) throw error;
  }
  database.close();
  return undefined;
}

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && /out of memory/i.test(error.message);

async function transcode(context: LoadContext, encoding: Encoding): Promise<string> {
  const path = join(context.scratch, "text.csv");
  await pipeline(decodedText(context.path, encoding, context.signal), createWriteStream(path));
  return path;
}

/** Rows of another width than the header's, by their number among the rows. */
interface Uneven {
  short: number[];
  shorts: number;
  long: number[];
  longs: number;
  widest: number;
}

async function fillCarefully(
  context: LoadContext,
  encoding: Encoding,
  dialect: Dialect,
  header: Header,
): Promise<{ database: Database; warnings: string[] }> {
  const width = header.names.length;
  const database = await context.database(null);
  const writer = await RowWriter.create(database, context.limits, width);
  const parser = new RecordParser(dialect);
  const uneven: Uneven = { short: [], shorts: 0, long: [], longs: 0, widest: 0 };
  let toSkip = header.skip + header.rows;
  let seen = 0;
  const take = async (records: (string | null)[][]) => {
    for (const record of records) {
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      seen++;
      let end = record.length;
      while (end > width && record[end - 1] === null) end--;
      if (end > width) {
        uneven.longs++;
        uneven.widest = Math.max(uneven.widest, record.length);
        if (uneven.long.length < 5) uneven.long.push(seen);
        continue;
      }
      if (record.length < width) {
        uneven.shorts++;
        if (uneven.short.length < 5) uneven.short.push(seen);
      }
      await writer.add(record);
    }
  };
  for await (const piece of decodedText(context.path, encoding, context.signal)) {
    await take(parser.push(piece));
    if (parser.longest > context.limits.cell_bytes) throw cellTooLarge(`row ${seen + 1}`, context.limits);
  }
  const rest = parser.end();
  if (rest.open) {
    throw new AppError("file_corrupt", `The quote that opens on line ${parser.openedAt} is never closed.`, {
      fix: `Close or remove the quote on line ${parser.openedAt} and upload the file again.`,
    });
  }
  await take(rest.records);
  await writer.close();
  if (seen === 0) throw headerOnly();
  refuseRagged(uneven, seen, width);
  const list = uneven.short.join(", ") + (uneven.shorts > uneven.short.length ? ", ..." : "");
  const warnings =
    uneven.shorts === 0
      ? []
      : [
          `${uneven.shorts} rows have fewer than ${width} cells (row ${list}); the cells that are not there count as missing.`,
        ];
  return { database, warnings };
}

/** A few short rows are endings left off; anything else means the columns cannot be told apart. */
function refuseRagged(uneven: Uneven, rows: number, width: number): void {
  if (uneven.longs === 0 && uneven.shorts <= Math.max(0, rows * 0.01)) return;
  const [which, numbers, count] =
    uneven.longs > 0
      ? [`more than ${width} cells`, uneven.long, uneven.longs]
      : [`fewer than ${width} cells`, uneven.short, uneven.shorts];
  throw new AppError(
    "file_ragged",
    `${count.toLocaleString("en-US")} of ${rows.toLocaleString("en-US")} rows have ${which}, first row ${numbers[0]}.`,
    {
      fix: "Put cells that hold the delimiter in quotes, give every row as many cells as the header, and upload the file again.",
      errors: numbers.map((row) => ({ location: `row ${row}`, message: `has ${which}` })),
    },
  );
}
