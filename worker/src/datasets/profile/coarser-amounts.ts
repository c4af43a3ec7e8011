import type { ColumnProfile } from "@plumbline/contracts";
import { categoryExpression } from "../detect/statistics/query.ts";
import type { Table } from "../table/table.ts";
import { wordsOf } from "./name-words.ts";
import { identifierWords, numberingWords, undertakingWords } from "./vocabulary.ts";

/** Rows an undertaking has on average, from which they are parts of it rather than slips. */
const least_rows = 1.5;
const most_undertakings = 3;
/** Undertakings with more than one value of an amount that is theirs: slips. */
const tolerated = 0.01;
/** Disagreements that chance would have brought. */
const least_chances = 20;

/**
 * Amounts that belong to something coarser than the row, by name, with the column that names it: the quantity of an order
 * that stands beside each of its events. Added up over rows they would count again and again.
 */
export async function coarserAmounts(table: Table, columns: readonly ColumnProfile[]): Promise<Map<string, string>> {
  const amounts = columns.filter((c) => c.role === "amount" && table.column(c.name).storage === "DOUBLE");
  const found = new Map<string, string>();
  for (const whole of columns.filter(isUndertaking).slice(0, most_undertakings)) {
    const open = amounts.filter(
      (c) => c !== whole && c.unique_count > 1 && c.unique_count <= whole.unique_count && !found.has(c.name),
    );
    if (open.length === 0) continue;
    const parts = open.map(({ name }, i) => {
      const v = `v${table.column(name).index}`;
      return `count(${v}) AS n${i}, min(${v}) AS low${i}, max(${v}) AS high${i}`;
    });
    const counts = open.map(
      (_, i) =>
        `count(*) FILTER (WHERE n${i} > 1) AS repeated${i}, count(*) FILTER (WHERE low${i} < high${i}) AS broken${i},
         coalesce(sum(n${i} - 1) FILTER (WHERE n${i} > 1), 0) AS again${i}`,
    );
    const [row] = await table.query(
      `SELECT ${counts.join(", ")} FROM (SELECT ${categoryExpression(table.column(whole.name))} AS g, ${parts.join(", ")} FROM t GROUP BY g HAVING g IS NOT NULL)`,
    );
    for (const [i, amount] of open.entries()) {
      const [repeated, broken, again] = [`repeated${i}`, `broken${i}`, `again${i}`].map((key) => Number(row?.[key]));
      if (repeated === undefined || broken === undefined || again === undefined) continue;
      if (broken <= tolerated * repeated && again * variety(amount) >= least_chances)
        found.set(amount.name, whole.name);
    }
  }
  return found;
}

/** Names a case, an order, a visit: something that has several rows, each a step or a line of it. */
function isUndertaking(column: ColumnProfile): boolean {
  const words = wordsOf(column.name);
  const numbered = words.some((word) => identifierWords.has(word) || numberingWords.has(word));
  return (
    words.some((word) => undertakingWords.has(word)) &&
    (numbered || words.length === 1) &&
    column.type !== "date" &&
    column.type !== "datetime" &&
    column.unique_count >= least_chances &&
    column.count >= least_rows * column.unique_count
  );
}

/** How likely two rows differ in their value. */
const variety = ({ top, count }: ColumnProfile): number =>
  1 - top.reduce((sum, value) => sum + (value.count / Math.max(1, count)) ** 2, 0);
