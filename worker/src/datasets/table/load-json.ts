import { AppError } from "@plumbline/contracts";
import { decodedText, type Encoding } from "./encoding.ts";
import { fillRows } from "./fill-rows.ts";
import { findLayout } from "./json-layout.ts";
import { jsonRecords } from "./json-records.ts";
import { type Json, parseJson, textOfJson } from "./json-values.ts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import { headerOnly } from "./load-delimited.ts";
import { readableNames } from "./names.ts";
import { type Cells, RowWriter } from "./row-writer.ts";

/** Loads an array of objects or arrays, an object with one such array, or one object or array a line. */
export async function loadJson(context: LoadContext, encoding: Encoding): Promise<Loaded> {
  const text = () => decodedText(context.path, encoding, context.signal);
  const layout = await findLayout(text(), context.limits.json_depth, context.file_name);
  const source = {
    format: layout.format,
    encoding: encoding.name,
    delimiter: null,
    quote: null,
    header_rows: 0,
    sheet: null,
    decisions: [
      decision("encoding", encoding.name, encoding.why),
      decision("format", layout.format === "json" ? "JSON" : "NDJSON", layout.why),
    ],
    warnings: [],
  };
  const database = await context.database(null);
  const positions = new Map<string, number>();
  let writer: RowWriter | undefined;
  const arrays: Cells[] = [];
  let count = 0;
  for await (const record of jsonRecords(text(), layout, context.limits)) {
    count++;
    const value = parse(record, count);
    if (Array.isArray(value)) {
      if (writer) throw mixed(count);
      arrays.push(value.map(textOfJson));
      continue;
    }
    if (typeof value !== "object" || value === null || arrays.length > 0) throw mixed(count);
    for (const key of Object.keys(value)) if (!positions.has(key)) positions.set(key, positions.size);
    if (!writer) writer = await RowWriter.create(database, context.limits, Math.max(1, positions.size));
    else if (positions.size > writer.width) await writer.widen(positions.size);
    const row: Cells = Array.from({ length: positions.size }, () => null);
    for (const [key, cell] of Object.entries(value)) row[positions.get(key) ?? 0] = textOfJson(cell);
    await writer.add(row, `record ${count}`);
  }
  if (arrays.length > 0) {
    database.close();
    return fillRows(context, arrays, source);
  }
  if (!writer) {
    throw new AppError("file_empty", "The JSON holds no records.", {
      fix: "Upload an array of objects with at least one in it.",
    });
  }
  await writer.close();
  if (positions.size === 0) throw headerOnly();
  const { names, renamed } = readableNames([...positions.keys()]);
  return {
    database,
    names,
    source: {
      ...source,
      decisions: [...source.decisions, ...renamed.map((why) => decision("names", "made unique and readable", why))],
    },
  };
}

function parse(source: string, count: number): Json {
  try {
    return parseJson(source);
  } catch (error) {
    throw new AppError("file_corrupt", `Record ${count.toLocaleString("en-US")} is not valid JSON.`, {
      fix: "Check that the file is complete and valid JSON, and upload it again.",
      cause: error,
    });
  }
}

const mixed = (count: number): AppError =>
  new AppError("file_not_a_table", `Record ${count.toLocaleString("en-US")} is not an object like the others.`, {
    fix: "Upload an array of objects, or an array of arrays, one for each row.",
  });
