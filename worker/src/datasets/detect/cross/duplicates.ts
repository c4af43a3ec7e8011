import type { Filter } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { aggregateSql, filterExpression, groupExpression } from "../statistics/query.ts";
import { type Column, columnsOf, unitOf } from "./column.ts";
import { shownColumns } from "./column-names.ts";
import { Exhibits } from "./exhibits.ts";
import { isPart } from "./relations/is-part.ts";
import { relationsOf } from "./relations/relations.ts";

/** What the words of repeated rows need. */
export const DuplicateFacts = z.object({
  repeats: z.string(),
  rows: z.string(),
  share: z.string(),
  /** The total that counts twice. */
  affected: z.object({ column: z.string(), sum: z.string(), share: z.string() }).nullable(),
  /** One group that holds all or most of them. */
  within: z.object({ column: z.string(), label: z.string(), count: z.string(), all: z.boolean() }).nullable(),
});

/** Rows equal to an earlier one in every cell, unless so few values make up the table that they meet by chance. */
export const duplicates: Detector = {
  name: "duplicates",
  async detect(context) {
    const columns = columnsOf(context);
    const repeats = context.profile.duplicate_row_count;
    const told = repeats > 0 && byChance(context) <= 0.1 * repeats;
    return {
      candidates: told ? [await present(context, columns)] : [],
      p_values: [],
      checked: "repeated rows",
    };
  },
};

/** How many pairs of equal rows independent columns would give: large where a table has few columns of few values. */
function byChance({ profile }: DetectorContext): number {
  let meeting = 1;
  for (const column of profile.columns) {
    const n = Math.max(1, profile.row_count);
    const known = column.top.reduce((sum, t) => sum + (t.count / n) ** 2, 0) + (column.missing_count / n) ** 2;
    const seen = column.top.reduce((sum, t) => sum + t.count, 0) + column.missing_count;
    const left = Math.max(0, column.unique_count - column.top.length);
    meeting *= Math.min(1, known + (left > 0 ? ((n - seen) / n) ** 2 / left : 0));
  }
  return 0.5 * profile.row_count * (profile.row_count - 1) * meeting;
}

async function present(context: DetectorContext, columns: readonly Column[]): Promise<Candidate> {
  const relations = await relationsOf(context);
  const exhibits = new Exhibits(context.table);
  const first = context.table.columns[0]?.name ?? "";
  const where: Filter = [{ column: first, is: "duplicate_row" }];
  const repeats = await exhibits.count("Repeated rows", where);
  const rows = await exhibits.count("Rows");
  const share = exhibits.share("Share of the rows", repeats, rows);
  const amount = columns.find(
    (c) =>
      c.role === "amount" && (c.profile.min ?? -1) >= 0 && (c.profile.sum ?? 0) > 0 && !isPart(c, columns, relations),
  );
  let affected: z.infer<typeof DuplicateFacts>["affected"] = null;
  if (amount) {
    const sum = await exhibits.aggregate(
      `${amount.name} in repeated rows`,
      { op: "sum", column: amount.name, filter: where },
      unitOf(amount),
    );
    const all = await exhibits.aggregate(`Total of ${amount.name}`, { op: "sum", column: amount.name }, unitOf(amount));
    if (exhibits.value(sum) > 0)
      affected = { column: amount.name, sum, share: exhibits.share("Share of the total", sum, all) };
  }
  const within = await withinOne(context, exhibits, columns, where, exhibits.value(repeats));
  await exhibits.rows(
    "Repeated rows",
    where,
    shownColumns(
      columns,
      columns.slice(0, 6).map((c) => c.name),
    ),
  );
  const moved = Math.max(exhibits.value(share), affected ? exhibits.value(affected.share) : 0);
  return {
    key: "duplicates",
    kind: "duplicates",
    columns: amount ? [amount.name] : [],
    facts: { repeats, rows, share, affected, within } satisfies z.infer<typeof DuplicateFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.3 + 3 * moved),
    moved,
  };
}

/** A value of a category or a day that at least 80% of the repeated rows share although few rows have it. */
async function withinOne(
  context: DetectorContext,
  exhibits: Exhibits,
  columns: readonly Column[],
  where: Filter,
  repeats: number,
): Promise<z.infer<typeof DuplicateFacts>["within"]> {
  if (repeats < 3) return null;
  const fits = (c: Column): boolean =>
    c.role === "date" || ((c.role === "category" || c.role === "geography") && c.profile.unique_count > 2);
  for (const { column, by, top } of await commonest(context, columns.filter(fits), where)) {
    if (Number(top.value) < 0.8 * repeats) continue;
    const day: Filter =
      "grain" in by
        ? [
            { column: column.name, is: "gte", value: top.g },
            { column: column.name, is: "lt", value: nextDay(top.g) },
          ]
        : [{ column: column.name, is: "eq", value: top.g }];
    const [size] = await context.table.query<{ value: number }>(
      aggregateSql({ op: "count", filter: day }, context.table),
    );
    if (Number(size?.value ?? 0) > 0.3 * context.table.row_count) continue;
    const count = await exhibits.count(`Repeated rows, ${top.g}`, [...where, ...day]);
    return { column: column.name, label: top.g, count, all: Number(top.value) === repeats };
  }
  return null;
}

/** The commonest value (or day) of each column among some rows, from one look at them; which of several is open. */
async function commonest({ table }: DetectorContext, columns: readonly Column[], where: Filter) {
  if (columns.length === 0) return [];
  const asked = columns.map((column) => ({
    column,
    by: column.storage === "TIMESTAMP" ? { column: column.name, grain: "day" as const } : { column: column.name },
  }));
  const groups = asked.map(({ by }, i) => `${groupExpression(by, table)} AS g${i}`);
  const [row] = await table.query(
    `WITH chosen AS MATERIALIZED (SELECT ${groups.join(", ")} FROM t WHERE ${filterExpression(where, table)}),
     top AS (SELECT ${asked.map((_, i) => `mode(g${i}) AS m${i}`).join(", ")} FROM chosen)
     SELECT ${asked.map((_, i) => `any_value(m${i}) AS m${i}, count(*) FILTER (WHERE g${i} = m${i}) AS n${i}`).join(", ")} FROM chosen, top`,
  );
  return asked.flatMap((one, i) => {
    const g = row?.[`m${i}`];
    return typeof g === "string" ? [{ ...one, top: { g, value: Number(row?.[`n${i}`]) } }] : [];
  });
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
