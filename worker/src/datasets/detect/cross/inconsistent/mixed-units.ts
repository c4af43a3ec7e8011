import { z } from "zod";
import type { Table } from "../../../table/table.ts";
import type { Candidate } from "../../detector.ts";
import type { Column } from "../column.ts";
import { Exhibits, type TestResult } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of several units in one column need; counts are results of `test`, by unit. */
export const MixedUnitFacts = z.object({
  check: z.literal("mixed_units"),
  column: z.string(),
  what: z.enum(["currencies", "units"]),
  units: z.array(z.object({ unit: z.string(), key: z.string() })),
  test: z.string(),
  rows: z.string(),
});

const currency = "[€$£¥₹]|USD|EUR|GBP|JPY|CHF|CAD|AUD|CNY|INR|SEK|NOK|DKK|PLN";
const unit =
  "kg|g|mg|lbs?|oz|t|km|m|cm|mm|mi|miles?|ft|in|inch(?:es)?|yd|l|ml|gal|°?C|°?F|K|h|hrs?|hours?|min|mins|minutes?|s|sec|seconds?|days?|weeks?|months?|kW|W|kWh|MWh|MB|GB|TB|KB|bar|psi|rpm|Hz|kHz|MHz";
const number = "[-+]?[0-9][0-9.,' ]*";

/** Numbers written with more than one currency or unit in one column: their sum and mean mean nothing. */
export const mixedUnits: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    if (!mayHaveUnits(column)) continue;
    context.signal.throwIfAborted();
    for (const what of ["currencies", "units"] as const) {
      const inputs = { column: column.name, what };
      const test = await unitTest(context.table, inputs);
      const counts = Object.entries(test.results).sort((a, b) => b[1] - a[1]);
      const written = counts.reduce((sum, [, n]) => sum + n, 0);
      // Nearly all cells are numbers with a unit, and a second unit is more than a slip of the pen.
      if (
        counts.length < 2 ||
        written < 0.9 * test.n ||
        test.n < 20 ||
        (counts[1]?.[1] ?? 0) < Math.max(2, 0.002 * test.n)
      )
        continue;
      const exhibits = new Exhibits(context.table);
      const id = exhibits.test(`${what === "units" ? "Units" : "Currencies"} in ${column.name}`, test, inputs);
      const rows = await exhibits.aggregate(
        `Rows with ${column.name}`,
        { op: "count", column: column.name },
        { kind: "count" },
      );
      await exhibits.rows(
        `Cells of ${column.name}`,
        [{ column: column.name, is: "present" }],
        [column.name],
        '"row"',
        5,
      );
      const minority = 1 - (counts[0]?.[1] ?? 0) / written;
      candidates.push({
        key: `inconsistent:mixed_units:${column.name}`,
        kind: "inconsistent",
        columns: [column.name],
        facts: {
          check: "mixed_units",
          column: column.name,
          what,
          units: counts.slice(0, 4).map(([key]) => ({ unit: key.replace(/^count_/, ""), key })),
          test: id,
          rows,
        } satisfies z.infer<typeof MixedUnitFacts>,
        evidence: exhibits.list,
        p: null,
        effect: Math.min(1, 0.6 + minority),
        moved: minority,
        severity: "critical",
        cause: `units:${column.name}`,
      });
      break;
    }
  }
  return candidates;
};

/** Most values of a column with units have one, so that some of the most frequent must. */
function mayHaveUnits(column: Column): boolean {
  if (column.storage === "DOUBLE") return column.traits.includes("currency") || column.traits.includes("mixed_numeric");
  const pattern = new RegExp(`^(?:(?:${currency}|${unit})\\s*${number}|${number}\\s*(?:${currency}|${unit}))$`);
  return column.storage === "VARCHAR" && column.profile.top.some((t) => pattern.test(t.value.trim()));
}

/** Inputs: `column`, `what`. Results: `count_<unit>` for each unit found. */
export async function unitTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { column, what } = z.object({ column: z.string(), what: z.enum(["currencies", "units"]) }).parse(inputs);
  const r = `r${table.column(column).index}`;
  const mark = what === "currencies" ? currency : unit;
  const pattern = `^(?:(${mark})\\s*${number}|${number}\\s*(${mark}))$`;
  const rows = await table.query<{ u: string; n: number }>(
    `SELECT u, count(*) AS n FROM (SELECT regexp_extract(trim(${r}), '${pattern.replaceAll("'", "''")}', 1) || regexp_extract(trim(${r}), '${pattern.replaceAll("'", "''")}', 2) AS u
     FROM t WHERE NOT miss(${r})) WHERE u <> '' GROUP BY u ORDER BY n DESC, u`,
  );
  const [size] = await table.query<{ n: number }>(`SELECT count(*) AS n FROM t WHERE NOT miss(${r})`);
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const key = `count_${canonical(row.u)}`;
    counts[key] = (counts[key] ?? 0) + Number(row.n);
  }
  return { name: "units", statistic: Object.keys(counts).length, p: null, n: Number(size?.n ?? 0), results: counts };
}

const signs: Record<string, string> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR" };

/** One spelling of a unit: lb for lbs, USD for the dollar sign. */
const canonical = (text: string): string =>
  signs[text] ?? text.replace(/^(lb|hr|min|hour|day|week|month|mile|second|minute)s$/, "$1");
