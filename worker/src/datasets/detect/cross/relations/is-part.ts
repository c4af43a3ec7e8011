import type { Column } from "../column.ts";
import type { Relations } from "./relations.ts";

/** Whether an amount is a part of a sum that is an amount itself, so that what is said of it is said of the sum. */
export function isPart(column: Column, columns: readonly Column[], relations: Relations): boolean {
  const sums = relations.arithmetic.filter((a) => a.op === "sum" && a.parts.includes(column.name));
  return sums.some((a) => columns.some((c) => c.name === a.total && c.role === "amount"));
}
