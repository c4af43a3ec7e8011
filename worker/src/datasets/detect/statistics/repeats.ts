import type { Table } from "../../table/table.ts";

const listed = new WeakMap<Table, Promise<void>>();
const ready = new WeakSet<Table>();

/** Lists the repeated rows once, so that every later question about them is a look-up. Changes no answer. */
export function listRepeats(table: Table): Promise<void> {
  let listing = listed.get(table);
  if (!listing) {
    listing = table.query(`CREATE TABLE repeats AS ${repeatsSql(table)}`).then(() => {
      ready.add(table);
    });
    listed.set(table, listing);
  }
  return listing;
}

/** SQL for "a row equal to an earlier one in every cell". */
export const isRepeatSql = (table: Table): string =>
  `"row" IN (${ready.has(table) ? 'SELECT "row" FROM repeats' : repeatsSql(table)})`;

/** Only rows whose hash occurs again are compared cell by cell: few, where comparing all of them takes seconds. */
function repeatsSql({ columns }: Table): string {
  const cells = columns.map((c) => `r${c.index}`).join(", ");
  return `SELECT "row" FROM (
    SELECT "row", row_number() OVER (PARTITION BY ${cells} ORDER BY "row") AS nth FROM t
    WHERE hash(${cells}) IN (SELECT hash(${cells}) FROM t GROUP BY 1 HAVING count(*) > 1)
  ) WHERE nth > 1`;
}
