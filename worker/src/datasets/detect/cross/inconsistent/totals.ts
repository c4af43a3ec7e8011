import { z } from "zod";
import type { Table } from "../../../table/table.ts";
import type { Candidate } from "../../detector.ts";
import { unitOf } from "../column.ts";
import { Exhibits, type TestResult } from "../exhibits.ts";
import { type Arithmetic, comesOut, countMismatches, numericOf, slackOf } from "../relations/arithmetic.ts";
import type { Check } from "./check.ts";

/** What the words of a total unequal to its parts need; the counts are results of `test`. */
export const TotalFacts = z.object({
  check: z.literal("totals"),
  total: z.string(),
  op: z.enum(["product", "sum", "ratio"]),
  parts: z.array(z.string()),
  test: z.string(),
  sum: z.string().nullable(),
  rows: z.string(),
});

/** Rows where a total does not come out of its parts although it does in nearly all others. */
export const totals: Check = async (context, columns, relations) => {
  const candidates: Candidate[] = [];
  const byName = new Map(columns.map((c) => [c.name, c]));
  for (const made of relations.arithmetic) {
    if (made.mismatches === 0 || made.op === "ratio") continue;
    context.signal.throwIfAborted();
    const total = byName.get(made.total);
    if (!total) continue;
    const inputs = { total: made.total, op: made.op, parts: made.parts };
    const test = await totalTest(context.table, inputs);
    if ((test.results.wrong_rows ?? 0) === 0) continue;
    const exhibits = new Exhibits(context.table);
    const id = exhibits.test(`Is ${made.total} what its parts make`, test, inputs);
    const rows = await exhibits.count(
      "Rows with all of them",
      [made.total, ...made.parts].map((column) => ({ column, is: "present" as const })),
    );
    const sum =
      total.role === "amount"
        ? await exhibits.aggregate(`Total of ${made.total}`, { op: "sum", column: made.total }, unitOf(total))
        : null;
    const first = await firstWrong(context.table, made);
    if (first.length > 0)
      await exhibits.rows(
        "Rows where it does not come out",
        [{ column: made.total, is: "present" }],
        [made.total, ...made.parts],
        `CASE WHEN "row" IN (${first.join(", ")}) THEN 0 ELSE 1 END`,
        first.length,
      );
    const moved = Math.max(test.results.wrong_share ?? 0, Math.abs(test.results.gap_share ?? 0));
    candidates.push({
      key: `inconsistent:totals:${made.total}`,
      kind: "inconsistent",
      columns: [made.total, ...made.parts],
      facts: { check: "totals", ...inputs, test: id, sum, rows } satisfies z.infer<typeof TotalFacts>,
      evidence: exhibits.list,
      p: null,
      effect: Math.min(1, 0.4 + moved),
      moved,
      cause: `totals:${made.total}`,
    });
  }
  return candidates;
};

async function read(table: Table, name: string): Promise<Float64Array> {
  return table.numbers(`SELECT v${table.column(name).index} AS x FROM t ORDER BY "row"`);
}

/** Rows (1-based) of the first ten totals that do not come out. */
async function firstWrong(table: Table, made: Arithmetic): Promise<number[]> {
  const numeric = [];
  for (const name of [made.total, ...made.parts]) numeric.push(numericOf(name, await read(table, name)));
  const [total, ...parts] = numeric;
  if (!total) return [];
  const slack = slackOf(total, parts);
  const rows: number[] = [];
  for (let i = 0; i < total.values.length && rows.length < 10; i += 1) {
    const values = parts.map((p) => p.values[i] ?? Number.NaN);
    const t = total.values[i] ?? Number.NaN;
    if (Number.isNaN(t) || values.some(Number.isNaN)) continue;
    if (!comesOut(made.op, t, values, slack)) rows.push(i + 1);
  }
  return rows;
}

/** Inputs: `total`, `op`, `parts`. Results: rows that are wrong, their share, and by how much the total is off. */
export async function totalTest(table: Table, inputs: unknown): Promise<TestResult> {
  const { total, op, parts } = z
    .object({ total: z.string(), op: z.enum(["product", "sum", "ratio"]), parts: z.array(z.string()) })
    .parse(inputs);
  const all = [];
  for (const name of [total, ...parts]) all.push(numericOf(name, await read(table, name)));
  const [whole, ...pieces] = all;
  const counted = whole ? countMismatches(whole, op, pieces) : undefined;
  const { n, mismatches, gap, sum } = counted ?? { n: 0, mismatches: 0, gap: 0, sum: 0 };
  return {
    name: "totals",
    statistic: mismatches,
    p: null,
    n,
    results: {
      wrong_rows: mismatches,
      wrong_share: n === 0 ? 0 : mismatches / n,
      gap,
      gap_share: sum === 0 ? 0 : gap / sum,
    },
  };
}
