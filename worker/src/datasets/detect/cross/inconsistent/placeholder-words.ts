import type { Filter } from "@plumbline/contracts";
import { z } from "zod";
import { quote, type Table } from "../../../table/table.ts";
import type { Column } from "../column.ts";
import { Exhibits, type TestResult } from "../exhibits.ts";
import { placeholders } from "../placeholders.ts";
import { most_values, type ValueCount, valueCounts } from "../value-counts.ts";
import type { Check } from "./check.ts";

/** What the words of placeholders need: the columns in the order of how often. */
export const PlaceholderFacts = z.object({
  check: z.literal("placeholders"),
  words: z.array(z.string()),
  columns: z.array(z.object({ column: z.string(), count: z.string(), share: z.string() })),
  test: z.string(),
});

const least_cells = 3;

/** Words that stand where a value should: ERROR, UNKNOWN. One finding for the whole table. */
export const placeholderWords: Check = async (context, columns) => {
  const found = await count(context.table, columns);
  const affected = found.filter((f) => f.cells >= least_cells && f.cells < 0.9 * f.column.profile.count);
  if (affected.length === 0) return [];
  const exhibits = new Exhibits(context.table);
  const rows = await exhibits.count("Rows");
  const told = [];
  for (const { column, words: used } of affected.slice(0, 8)) {
    const count = await exhibits.count(`Placeholders in ${column.name}`, where(column, used));
    told.push({ column: column.name, count, share: exhibits.share(`Share of ${column.name}`, count, rows) });
  }
  const inputs = { columns: affected.map((f) => f.column.name) };
  const test = exhibits.test("Placeholders in all columns", await placeholderTest(context.table, inputs), inputs);
  const first = affected[0];
  if (first)
    await exhibits.rows(
      `Placeholders in ${first.column.name}`,
      where(first.column, first.words),
      affected.map((f) => f.column.name).slice(0, 8),
      '"row"',
      5,
    );
  const share = Math.max(...affected.map((f) => f.cells / context.table.row_count));
  return [
    {
      key: "inconsistent:placeholders",
      kind: "inconsistent",
      columns: affected.map((f) => f.column.name),
      facts: {
        check: "placeholders",
        words: [...new Set(affected.flatMap((f) => f.words))].slice(0, 3),
        columns: told,
        test,
      } satisfies z.infer<typeof PlaceholderFacts>,
      evidence: exhibits.list,
      p: null,
      effect: Math.min(1, 0.35 + share),
      moved: share,
      cause: "placeholders",
    },
  ];
};

interface Placeholders {
  column: Column;
  cells: number;
  /** As they are written, the most frequent first. */
  words: string[];
}

/** In a typed column all that is not of its type must be placeholders, for only then can they be told apart by a filter. */
async function count(table: Table, columns: readonly Column[]): Promise<Placeholders[]> {
  const found: Placeholders[] = [];
  for (const column of columns) {
    const text = column.storage === "VARCHAR";
    if (!text && column.profile.invalid_count === 0) continue;
    const top = column.profile.top.some((t) => placeholders.includes(t.value.trim().toLowerCase()));
    // Among many different values a repeated word is one of the most frequent, or there are too few of it to matter.
    if (text && column.profile.unique_count > 1000 && !top) continue;
    const used =
      text && column.profile.unique_count <= most_values ? await among(table, column) : await search(table, column);
    const cells = used.reduce((sum, { count }) => sum + count, 0);
    if (cells > 0 && (text || cells === column.profile.invalid_count))
      found.push({ column, cells, words: used.map(({ value }) => value) });
  }
  return found.sort((a, b) => b.cells - a.cells || a.column.index - b.column.index);
}

const among = async (table: Table, column: Column): Promise<ValueCount[]> =>
  (await valueCounts(table, column)).filter(({ value }) => placeholders.includes(value.toLowerCase()));

/** Placeholders among the cells of a column with many values, or with values of another type. */
async function search(table: Table, { storage, index }: Column): Promise<ValueCount[]> {
  const cells = storage === "VARCHAR" ? `v${index}` : `CASE WHEN v${index} IS NULL THEN r${index} END`;
  const rows = await table.query<{ w: string; n: number }>(
    `SELECT trim(w) AS w, count(*) AS n FROM (SELECT ${cells} AS w FROM t) WHERE w IS NOT NULL AND lower(trim(w)) IN (${placeholders.map(quote).join(", ")})
     GROUP BY 1 ORDER BY n DESC, 1`,
  );
  return rows.map(({ w, n }) => ({ value: w, count: Number(n) }));
}

const where = (column: Column, used: string[]): Filter =>
  column.storage === "VARCHAR"
    ? [{ column: column.name, is: "in", values: used }]
    : [{ column: column.name, is: "invalid" }];

/** Inputs: `columns`. */
export async function placeholderTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { columns } = z.object({ columns: z.array(z.string()) }).parse(inputs);
  const list = placeholders.map(quote).join(", ");
  const counts = columns.map(
    (name, i) => `count(*) FILTER (WHERE lower(trim(r${table.column(name).index})) IN (${list})) AS c${i}`,
  );
  const [first] = columns;
  const index = first === undefined ? 0 : table.column(first).index;
  counts.push(`count(*) FILTER (WHERE miss(r${index}) OR lower(trim(r${index})) IN (${list})) AS lost`);
  const [row] = await table.query(`SELECT ${counts.join(", ")} FROM t`);
  const cells = columns.reduce((sum, _, i) => sum + Number(row?.[`c${i}`] ?? 0), 0);
  const lost = Number(row?.lost ?? 0);
  return {
    name: "placeholder_words",
    statistic: cells,
    p: null,
    n: table.row_count,
    results: {
      cells_count: cells,
      columns_count: columns.length,
      first_lost_share: first === undefined ? 0 : lost / table.row_count,
    },
  };
}
