import type { Condition, Filter } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, DetectorContext } from "../../detector.ts";
import { aggregateSql } from "../../statistics/query.ts";
import { type Column, unitOf } from "../column.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of values outside what a column can hold need. */
export const ImpossibleFacts = z.object({
  check: z.literal("impossible"),
  column: z.string(),
  /** What is wrong: `negative`, `over_whole` (a share above 100%), `off_globe`, `invalid` (not of the column's type). */
  rule: z.enum(["negative", "over_whole", "off_globe", "invalid"]),
  limit: z.number().nullable(),
  /** What the others are read as. */
  type: z.string(),
  count: z.string(),
  rows: z.string(),
  share: z.string(),
  /** Mean (or total) with and without them; null for cells that are no numbers. */
  statistic: z.enum(["sum", "mean"]).nullable(),
  all: z.string().nullable(),
  without: z.string().nullable(),
});

const never_negative =
  /(^|[_ ])(count|counts|qty|quantity|quantities|age|price|weight|height|length|width|distance|duration|units?|stock|population|seats|number of .*|visits|orders|hours|minutes|seconds|days|passengers|speed|volume|salary|wage)([_ ]|$)/i;
const of_whole = /discount|percent|pct|share|completion|utili[sz]ation|humidity|occupancy|attendance|probability/i;
const may_exceed = /growth|change|return|increase|exchange|interest|heart|bit|hourly|frame|reimburse/i;

interface Rule {
  rule: z.infer<typeof ImpossibleFacts>["rule"];
  limit: number | null;
  wrong: Condition;
  right: Condition;
  /** At most this share of the values may break a rule: more, and the column means something else. */
  most: number;
  /** The rest must end at the limit or well before it, for a smooth tail across it makes the limit no limit. */
  clear?: boolean;
}

/** Values that a column of that meaning cannot have, where nearly all others keep to it. */
export const impossibleValues: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    context.signal.throwIfAborted();
    for (const rule of rulesOf(column)) {
      const wrong = await countOf(context, [rule.wrong]);
      if (wrong === 0 || wrong > rule.most * column.profile.count) continue;
      if (rule.clear && !(await isClear(context, column, rule))) continue;
      candidates.push(await present(context, columns, column, rule));
    }
  }
  return candidates;
};

function rulesOf(c: Column): Rule[] {
  const name = c.name;
  const rules: Rule[] = [];
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2");
  const [min, max] = [c.profile.min ?? 0, c.profile.max ?? 0];
  if (c.storage !== "DOUBLE") {
    if (c.profile.invalid_count > 0 && c.storage !== "VARCHAR") rules.push(invalid(name));
    return rules;
  }
  if (c.profile.invalid_count > 0) rules.push(invalid(name));
  const below = (limit: number, rule: Rule["rule"], most: number): Rule => ({
    rule,
    limit,
    most,
    wrong: { column: name, is: "lt", value: limit },
    right: { column: name, is: "gte", value: limit },
  });
  const above = (limit: number, rule: Rule["rule"], most: number): Rule => ({
    rule,
    limit,
    most,
    wrong: { column: name, is: "gt", value: limit },
    right: { column: name, is: "lte", value: limit },
  });
  if (min < 0 && never_negative.test(words)) rules.push(below(0, "negative", 0.05));
  if (of_whole.test(words) && !may_exceed.test(words)) {
    const whole = (c.profile.q75 ?? 0) <= 1 && (c.profile.q25 ?? 0) >= 0 ? 1 : 100;
    if (max > whole && (c.profile.median ?? 0) > 0) rules.push({ ...above(whole, "over_whole", 0.05), clear: true });
  }
  const degrees = /^lat(itude)?$|[_ ]latitude$/i.test(words)
    ? 90
    : /^(lon|lng|long|longitude)$|[_ ]longitude$/i.test(words)
      ? 180
      : undefined;
  if (degrees !== undefined && max > degrees) rules.push(above(degrees, "off_globe", 0.2));
  if (degrees !== undefined && min < -degrees) rules.push(below(-degrees, "off_globe", 0.2));
  return rules;
}

/**
 * Whether the values that keep to an upper limit reach it exactly, or end at two thirds of the first that does not
 * without a long tail of their own.
 */
async function isClear({ table }: DetectorContext, column: Column, rule: Rule): Promise<boolean> {
  const v = `v${column.index}`;
  const limit = rule.limit ?? 0;
  const q75 = column.profile.q75 ?? 0;
  const [row] = await table.query<{ inner: number; outer: number; at: number }>(
    `SELECT max(${v}) FILTER (WHERE ${v} <= ${limit}) AS inner, min(${v}) FILTER (WHERE ${v} > ${limit}) AS outer,
     count(*) FILTER (WHERE ${v} = ${limit}) AS at FROM t`,
  );
  return (
    row !== undefined &&
    (Number(row.at) >= 2 || (Number(row.inner) <= 0.67 * Number(row.outer) && Number(row.inner) <= 4 * q75))
  );
}

const invalid = (column: string): Rule => ({
  rule: "invalid",
  limit: null,
  most: 0.2,
  wrong: { column, is: "invalid" },
  right: { column, is: "present" },
});

async function countOf({ table }: DetectorContext, filter: Filter): Promise<number> {
  const [row] = await table.query<{ value: number }>(aggregateSql({ op: "count", filter }, table));
  return Number(row?.value ?? 0);
}

async function present(
  context: DetectorContext,
  columns: readonly Column[],
  column: Column,
  rule: Rule,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const name = column.name;
  const count = await exhibits.count("Rows that break the rule", [rule.wrong]);
  const rows = await exhibits.aggregate(`Rows with ${name}`, { op: "count", column: name }, { kind: "count" });
  const share = exhibits.share("Share of the rows", count, rows);
  let [statistic, all, without]: [z.infer<typeof ImpossibleFacts>["statistic"], string | null, string | null] = [
    null,
    null,
    null,
  ];
  let moved = exhibits.value(share);
  if (rule.rule !== "invalid" && rule.rule !== "off_globe") {
    statistic = column.role === "amount" ? "sum" : "mean";
    const noun = statistic === "sum" ? "Total" : "Mean";
    all = await exhibits.aggregate(`${noun} of ${name}`, { op: statistic, column: name }, unitOf(column));
    without = await exhibits.aggregate(
      `${noun} of ${name} without them`,
      { op: statistic, column: name, filter: [rule.right] },
      unitOf(column),
    );
    moved = Math.max(
      moved,
      Math.min(
        1,
        Math.abs(exhibits.value(all) - exhibits.value(without)) / Math.max(1e-12, Math.abs(exhibits.value(without))),
      ),
    );
  }
  await exhibits.rows("Rows that break the rule", [rule.wrong], shownColumns(columns, [name]));
  return {
    key: `inconsistent:${rule.rule}:${name}`,
    kind: "inconsistent",
    columns: [name],
    facts: {
      check: "impossible",
      column: name,
      rule: rule.rule,
      limit: rule.limit,
      type: column.storage === "TIMESTAMP" ? "date" : column.storage === "DOUBLE" ? "number" : column.type,
      count,
      rows,
      share,
      statistic,
      all,
      without,
    } satisfies z.infer<typeof ImpossibleFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.35 + moved),
    moved,
    cause: rule.rule === "invalid" ? `invalid:${name}` : `extreme:${name}`,
  };
}
