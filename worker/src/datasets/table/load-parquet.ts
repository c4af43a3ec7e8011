import { AppError } from "@plumbline/contracts";
import { decision, type LoadContext, type Loaded } from "./load.ts";
import { headerOnly } from "./load-delimited.ts";
import { readableNames } from "./names.ts";
import { checkWidth, tooManyRows } from "./row-writer.ts";
import { quote } from "./table.ts";

/** Loads a Parquet file; its values become the shortest text that stands for them. */
export async function loadParquet(context: LoadContext): Promise<Loaded> {
  const database = await context.database(context.path);
  const file = `read_parquet(${quote(context.path)})`;
  try {
    const columns = await database.query<{ column_name: string; column_type: string }>(
      `describe select * from ${file}`,
    );
    checkWidth(columns.length, context.limits);
    const [size] = await database.query<{ n: number }>(`select count(*) as n from ${file}`);
    if (!size?.n) throw headerOnly();
    if (size.n > context.limits.rows) throw tooManyRows(context.limits);
    const select = columns.map(
      ({ column_name, column_type }, i) => `${asText(identifier(column_name), column_type)} as r${i}`,
    );
    await database.run(`create table cells as select ${select.join(", ")} from ${file}`);
    const { names, renamed } = readableNames(columns.map((column) => column.column_name));
    return {
      database,
      names,
      source: {
        format: "parquet",
        encoding: null,
        delimiter: null,
        quote: null,
        header_rows: 0,
        sheet: null,
        decisions: [
          decision("format", "Parquet", "it starts with the mark PAR1"),
          ...renamed.map((why) => decision("names", "made unique and readable", why)),
        ],
        warnings: [],
      },
    };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (error instanceof Error && (error.name === "AppError" || /out of memory/i.test(error.message))) throw error;
    throw new AppError("file_corrupt", "The Parquet file is damaged or not complete.", {
      fix: "Write it again and upload the new file.",
      cause: error,
    });
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function asText(column: string, type: string): string {
  if (/^(?:DOUBLE|FLOAT)$/.test(type)) {
    // 3.0 is written as 3, as every other format would.
    const whole = `isfinite(${column}) and ${column} = trunc(${column}) and abs(${column}) < 1e15`;
    return `case when ${column} is null or isnan(${column}) then null when ${whole} then ${column}::bigint::varchar else ${column}::varchar end`;
  }
  if (/^DECIMAL/.test(type)) return `rtrim(rtrim(${column}::varchar, '0'), '.')`;
  if (/^(?:STRUCT|MAP|UNION)|\[\d*\]$/.test(type)) return `to_json(${column})::varchar`;
  if (type === "BLOB") return `hex(${column})`;
  if (/^TIMESTAMP WITH TIME ZONE/.test(type))
    return `strftime(make_timestamp(epoch_us(${column})), '%Y-%m-%dT%H:%M:%SZ')`;
  return `${column}::varchar`;
}
