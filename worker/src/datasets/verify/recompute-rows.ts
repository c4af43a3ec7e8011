import type { Evidence } from "@plumbline/contracts";
import type { Table, TableColumn } from "../table/table.ts";
import { filterSql, needsRepeats, relationSql } from "./query.ts";
import { numberOf, told } from "./recompute-series.ts";
import { different, type Recomputed, same } from "./recomputed.ts";

type Rows = Extract<Evidence, { kind: "rows" }>;

/** Checks listed rows: the count, that each satisfies the condition, and that its cells read so in the file. */
export async function recomputeRows(table: Table, evidence: Rows): Promise<Recomputed> {
  try {
    const columns = evidence.columns.map((name) => table.column(name));
    const relation = await relationSql(table, needsRepeats(evidence.where));
    const where = filterSql(evidence.where, table);
    const [counted] = await table.query<{ n: number }>(`select count(*) as n from ${relation} where ${where}`);
    const count = numberOf(counted?.n);
    if (count !== evidence.count) return different(evidence, `${count} rows satisfy it, not ${evidence.count}`);
    if (evidence.rows.length > count) return different(evidence, `lists more rows than the ${count} that satisfy it`);
    if (evidence.rows.length === 0) return same(evidence);
    const numbers = evidence.rows.map(({ row }) => row);
    if (new Set(numbers).size < numbers.length) return different(evidence, "lists a row twice");
    const cells = columns.flatMap(({ index }) => [`r${index}`, `v${index}::varchar as v${index}`]);
    const found = await table.query(
      `select "row", ${[...new Set(cells), `(${where}) as holds`].join(", ")} from ${relation} where "row" in (${numbers.map(Number).join(", ")})`,
    );
    const byRow = new Map(found.map((row) => [row.row, row]));
    for (const listed of evidence.rows) {
      const row = byRow.get(listed.row);
      if (!row) return different(evidence, `there is no row ${listed.row}`);
      if (row.holds !== true) return different(evidence, `row ${listed.row} does not satisfy it`);
      if (listed.cells.length !== columns.length)
        return different(evidence, `row ${listed.row} has a cell too many or too few`);
      const wrong = columns.find((column, i) => !reads(listed.cells[i] ?? null, row, column));
      if (wrong) return different(evidence, `${wrong.name} reads otherwise in row ${listed.row}`);
    }
    return same(evidence);
  } catch (error) {
    return different(evidence, told(error));
  }
}

/** Whether a cell reads so: exactly, trimmed, as the same number or date, or masked (`*` stands for what is hidden). */
function reads(cell: string | null, row: Record<string, unknown>, { index, storage }: TableColumn): boolean {
  const raw = row[`r${index}`];
  const typed = row[`v${index}`];
  if (cell === null || cell === "") return raw === null || raw === undefined || String(raw).trim() === "";
  if (typeof raw !== "string") return false;
  if (cell === raw || cell.trim() === raw.trim()) return true;
  if (typeof typed === "string") {
    if (storage === "DOUBLE" && Number(cell) === Number(typed)) return true;
    if (storage === "TIMESTAMP" && moment(cell) === moment(typed)) return true;
    if (storage === "BOOLEAN" && cell === typed) return true;
  }
  return cell.includes("*") && masked(cell).test(raw);
}

const moment = (text: string): string =>
  text
    .replace("T", " ")
    .replace(/(?:\.0+)?Z?$/, "")
    .replace(/ 00:00(:00)?$/, "");

/** What is not hidden must stand in the cell, in that order; digits and letters of a telephone number may be spaced out. */
function masked(cell: string): RegExp {
  const parts = cell
    .split(/\*+/)
    .map((part) => [...part].map((c) => c.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\s().-]*"));
  return new RegExp(`^\\s*${parts.join("[\\s\\S]*")}\\s*$`);
}
