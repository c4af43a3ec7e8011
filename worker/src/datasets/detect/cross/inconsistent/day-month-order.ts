import { z } from "zod";
import type { Table } from "../../../table/table.ts";
import type { Candidate } from "../../detector.ts";
import { Exhibits, type TestResult } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of dates that can be read two ways need; counts are results of `test`. */
export const DayMonthFacts = z.object({
  check: z.literal("day_month"),
  column: z.string(),
  /** Both orders occur, or nothing tells which one is meant. */
  how: z.enum(["mixed", "ambiguous"]),
  test: z.string(),
});

const inNumbers = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/;

/** Dates such as 03/04/2021 in a column that has both orders of day and month, or in one where no date tells the order. */
export const dayMonthOrder: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    if (column.storage !== "TIMESTAMP" && !(column.storage === "VARCHAR" && column.traits.includes("mixed_dates")))
      continue;
    if (!column.profile.top.some((t) => inNumbers.test(t.value.trim()))) continue;
    context.signal.throwIfAborted();
    const inputs = { column: column.name };
    const test = await dayMonthTest(context.table, inputs);
    const { numeric_count = 0, day_first_count = 0, month_first_count = 0, either_count = 0 } = test.results;
    if (numeric_count < 20 || numeric_count < 0.2 * test.n) continue;
    const mixed = Math.min(day_first_count, month_first_count) > 0;
    // A column of first days of the month is read alike by everybody who knows that it is monthly.
    const ambiguous = day_first_count === 0 && month_first_count === 0 && either_count >= 20;
    if (!mixed && !ambiguous) continue;
    const exhibits = new Exhibits(context.table);
    const id = exhibits.test("Orders of day and month", test, inputs);
    await exhibits.rows(`Cells of ${column.name}`, [{ column: column.name, is: "present" }], [column.name], '"row"', 5);
    const share = either_count / Math.max(1, numeric_count);
    candidates.push({
      key: `inconsistent:day_month:${column.name}`,
      kind: "inconsistent",
      columns: [column.name],
      facts: {
        check: "day_month",
        column: column.name,
        how: mixed ? "mixed" : "ambiguous",
        test: id,
      } satisfies z.infer<typeof DayMonthFacts>,
      evidence: exhibits.list,
      p: null,
      effect: mixed ? 0.7 : 0.4,
      moved: mixed ? Math.max(0.1, share) : 0.05,
      cause: `dates:${column.name}`,
    });
  }
  return candidates;
};

/** Inputs: `column`. Results: dates in numbers, those that can only be day first or month first, those that can be both. */
export async function dayMonthTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { column } = z.object({ column: z.string() }).parse(inputs);
  const r = `trim(r${table.column(column).index})`;
  const pattern = "^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{2,4}";
  const part = (i: number) => `TRY_CAST(regexp_extract(${r}, '${pattern}', ${i}) AS INTEGER)`;
  const [row] = await table.query(
    `SELECT count(*) AS n, count(*) FILTER (WHERE a BETWEEN 1 AND 31 AND b BETWEEN 1 AND 31) AS numeric_count,
     count(*) FILTER (WHERE a BETWEEN 13 AND 31 AND b BETWEEN 1 AND 12) AS day_first, count(*) FILTER (WHERE b BETWEEN 13 AND 31 AND a BETWEEN 1 AND 12) AS month_first,
     count(*) FILTER (WHERE a BETWEEN 1 AND 12 AND b BETWEEN 1 AND 12 AND a <> b) AS either
     FROM (SELECT ${part(1)} AS a, ${part(2)} AS b FROM t WHERE NOT miss(r${table.column(column).index}))`,
  );
  const results = {
    numeric_count: Number(row?.numeric_count ?? 0),
    day_first_count: Number(row?.day_first ?? 0),
    month_first_count: Number(row?.month_first ?? 0),
    either_count: Number(row?.either ?? 0),
  };
  return { name: "day_month", statistic: results.either_count, p: null, n: Number(row?.n ?? 0), results };
}
