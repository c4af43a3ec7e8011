import type { ColumnProfile, ColumnRole, Unit } from "@plumbline/contracts";
import type { TableColumn } from "../../table/table.ts";
import type { DetectorContext } from "../detector.ts";

/** A column as detectors see it: what the table stores and what the profile says it means. */
export interface Column extends TableColumn {
  role: ColumnRole;
  profile: ColumnProfile;
}

/** The columns of a table that hold something, in the file's order. */
export function columnsOf({ table, profile }: Pick<DetectorContext, "table" | "profile">): Column[] {
  const byName = new Map(profile.columns.map((column) => [column.name, column]));
  return table.columns.flatMap((column) => {
    const known = byName.get(column.name);
    return known && known.role !== "empty" && known.count > 0 ? [{ ...column, role: known.role, profile: known }] : [];
  });
}

const position = /^(lat|lon|lng|latitude|longitude)$|(^|[_ ])(latitude|longitude)([_ ]|$)/i;

const code =
  /(^|[_ ])(sub_?)?(category|code|class|cluster|group|type|kind|zone|district|ward|sic|naics)([_ ](no|nr|id|number|code))?$/i;

/** Whole numbers that name kinds of things, as "subcategory" or "zone": a mean of them means nothing. */
const isCode = (c: Column): boolean => c.type === "integer" && code.test(c.name.replace(/([a-z])([A-Z])/g, "$1 $2"));

/** Numbers that may be averaged: amounts, measures and rates that vary. Identifiers, places and row numbers never are. */
export const isMeasured = (c: Column): boolean =>
  c.storage === "DOUBLE" &&
  ["amount", "measure", "rate"].includes(c.role) &&
  c.profile.unique_count > 2 &&
  !position.test(c.name) &&
  !isCode(c) &&
  !(c.traits.includes("unique") && c.traits.includes("ordered"));

/** Two values, as yes and no, 0 and 1, churned and not. */
export const isFlag = (c: Column): boolean =>
  c.profile.unique_count === 2 && (c.role === "flag" || c.storage === "BOOLEAN" || isZeroOne(c));

export const isZeroOne = (c: Column): boolean => c.storage === "DOUBLE" && c.profile.min === 0 && c.profile.max === 1;

/** Columns whose few values divide the rows into groups; degrees of latitude on a grid do not. */
export const isGrouping = (c: Column): boolean =>
  isFlag(c) ||
  (!(c.storage === "DOUBLE" && position.test(c.name)) &&
    (["category", "geography", "flag"].includes(c.role) || (c.role === "text" && c.storage === "VARCHAR")) &&
    c.profile.unique_count >= 2 &&
    c.profile.unique_count <= 60 &&
    c.profile.count >= 10 * c.profile.unique_count);

/** The unit its values are read in. */
export function unitOf(c: Column): Unit {
  if (c.profile.unit) return c.profile.unit;
  return c.symbol ? { kind: "number", symbol: c.symbol } : { kind: "number" };
}

const outcome =
  /surviv|churn|fail|default|fraud|return|cancel|convert|success|outcome|target|label|defect|error|complain|late|delay|won|paid|attrition|response|damage|quality|score|rating|grade|price|cost|profit|revenue|sales|gross|income/i;

/** Whether the name says that people care how this column comes out, rather than what it depends on. */
export const isOutcome = (c: Column): boolean => outcome.test(c.name);
