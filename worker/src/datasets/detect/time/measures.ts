import type { AggregateQuery, Unit } from "@plumbline/contracts";
import { type Column, columnsOf, unitOf } from "../cross/column.ts";
import type { DetectorContext } from "../detector.ts";

/** A number that can be followed over time: the rows, a total, a mean, a share. */
export interface Measure {
  /** `rows`, or the column. */
  key: string;
  column: string | undefined;
  query: Omit<AggregateQuery, "filter">;
  unit: Unit;
  /** How prose calls it: "number of rows", "sales", "mean of age", "share of churned". */
  name: string;
  /** A total of periods is the sum of theirs. */
  additive: boolean;
  /** Key of the total this is the average row of: usually one story with it, and clearer where many rows come and go. */
  of?: string;
  /** A total of money. */
  money: boolean;
  /** What a person cares about, 0 to 1: money before amounts before rows before means. */
  weight: number;
}

const money = /sales|revenue|turnover|amount|total|cost|spen[dt]|profit|income|payment|price|umsatz/i;
const most = { amount: 8, per_row: 4, other: 14 };

/** The measures of a table: identifiers are never summed or averaged, rates are weighted where a count tells by what. */
export function measuresOf(context: Pick<DetectorContext, "table" | "profile">): Measure[] {
  const columns = columnsOf(context);
  const varying = columns.filter((c) => c.profile.unique_count > 1);
  const amounts = varying.filter((c) => c.role === "amount" && c.storage === "DOUBLE").slice(0, most.amount);
  const others = varying.filter((c) => isMeasure(c)).slice(0, most.other);
  const weight = columns.find((c) => countsThings(c));
  const rows: Measure = {
    key: "rows",
    column: undefined,
    query: { op: "count" },
    unit: { kind: "count" },
    name: "number of rows",
    additive: true,
    money: false,
    weight: 0.75,
  };
  return [
    ...amounts.map((c, i) => total(c, i)),
    rows,
    ...amounts.slice(0, most.per_row).map((c) => perRow(c)),
    ...others.map((c) => average(c, weight)),
  ];
}

const isMeasure = (c: Column): boolean =>
  (c.storage === "DOUBLE" && (c.role === "measure" || c.role === "rate") && !isNumbering(c)) || isShare(c);

/** Whole numbers of which no two are equal number the rows; they measure nothing. */
const isNumbering = (c: Column): boolean =>
  c.type === "integer" && c.profile.unique_count === c.profile.count && c.profile.count > 100;

const isShare = (c: Column): boolean =>
  c.role === "flag" &&
  (c.storage === "BOOLEAN" || (c.storage === "DOUBLE" && c.profile.min === 0 && c.profile.max === 1));

/** How many things a row stands for: what a rate is weighted by. */
const countsThings = (c: Column): boolean =>
  c.role === "amount" &&
  c.type === "integer" &&
  (c.profile.min ?? -1) >= 0 &&
  (c.profile.sum ?? 0) > 0 &&
  !c.profile.invalid_count;

const isMoney = (c: Column): boolean =>
  c.profile.unit?.kind === "currency" || (money.test(c.name) && c.type !== "integer");

const total = (c: Column, rank: number): Measure => ({
  key: c.name,
  column: c.name,
  query: { op: "sum", column: c.name },
  unit: unitOf(c),
  name: c.name,
  additive: true,
  money: isMoney(c),
  weight: (isMoney(c) || money.test(c.name) ? 1 : 0.85) - 0.01 * rank,
});

function average(c: Column, weight: Column | undefined): Measure {
  const base = {
    key: c.name,
    column: c.name,
    unit: isShare(c) ? { kind: "share" as const } : unitOf(c),
    additive: false,
    money: false,
  };
  if (isShare(c)) return { ...base, query: { op: "mean", column: c.name }, name: `share of ${c.name}`, weight: 0.7 };
  if (c.role === "rate" && weight && weight.profile.missing_count === 0)
    return {
      ...base,
      query: { op: "weighted_mean", column: c.name, weight: weight.name },
      name: `mean ${c.name} weighted by ${weight.name}`,
      weight: 0.65,
    };
  return {
    ...base,
    query: { op: middle(c), column: c.name },
    name: `${middle(c)} ${c.name}`,
    weight: c.role === "rate" ? 0.65 : 0.6,
  };
}

/** The usual row of an amount. */
const perRow = (c: Column): Measure => ({
  key: `${c.name} per row`,
  column: c.name,
  query: { op: middle(c), column: c.name },
  unit: unitOf(c),
  name: `${middle(c)} ${c.name} per row`,
  additive: false,
  of: c.name,
  money: isMoney(c),
  weight: 0.65,
});

/** The mean of a skewed column is that of its few largest values: the median is steadier, and says more of most rows. */
const middle = ({ profile }: Column): "mean" | "median" =>
  Math.abs((profile.mean ?? 0) - (profile.median ?? 0)) > 0.3 * ((profile.q75 ?? 0) - (profile.q25 ?? 0))
    ? "median"
    : "mean";
