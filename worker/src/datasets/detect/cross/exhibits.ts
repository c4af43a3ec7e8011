import type { AggregateQuery, Evidence, Filter, GroupBy, Unit } from "@plumbline/contracts";
import { quote, type Table } from "../../table/table.ts";
import { aggregateExpression, aggregateSql, categoryExpression, filterExpression } from "../statistics/query.ts";
import { maskCell } from "./mask-cell.ts";

type Query = Omit<AggregateQuery, "filter"> & { filter?: Filter };

/** A test as evidence tells it; made again from the table and `inputs` by recompute-test.ts. */
export interface TestResult {
  name: string;
  statistic: number;
  p: number | null;
  n: number;
  results: Record<string, number>;
}

export const count_unit: Unit = { kind: "count" };
export const share_unit: Unit = { kind: "share" };

/** The evidence of one candidate, in the making: computes each number from the table and names it `e1`, `e2`, ... */
export class Exhibits {
  readonly list: Evidence[] = [];
  readonly #table: Table;
  readonly #values = new Map<string, number>();

  constructor(table: Table) {
    this.#table = table;
  }

  get #next(): string {
    return `e${this.list.length + 1}`;
  }

  /** The value of a piece of evidence made before. */
  value(id: string): number {
    const value = this.#values.get(id);
    if (value === undefined) throw new Error(`no evidence ${id}`);
    return value;
  }

  /** One number of the table; an empty selection counts as 0. */
  async aggregate(label: string, query: Query, unit: Unit): Promise<string> {
    const full = { ...query, filter: query.filter ?? [] };
    const [row] = await this.#table.query<{ value: number | null }>(
      `SELECT ${aggregateExpression(full, this.#table)} AS value FROM t WHERE ${whereSql(full.filter, this.#table)}`,
    );
    const id = this.#next;
    const value = Number(row?.value ?? 0);
    this.#values.set(id, value);
    this.list.push({ id, kind: "aggregate", label, unit, query: full, value });
    return id;
  }

  count(label: string, filter: Filter = []): Promise<string> {
    return this.aggregate(label, { op: "count", filter }, count_unit);
  }

  /** left / right as share or ratio, left - right as difference, (right - left) / |left| as change. */
  compare(
    label: string,
    op: "difference" | "ratio" | "share" | "change",
    left: string,
    right: string,
    unit: Unit,
  ): string {
    const a = this.value(left);
    const b = this.value(right);
    const value = op === "difference" ? a - b : op === "change" ? (b - a) / Math.abs(a) : a / b;
    const id = this.#next;
    this.#values.set(id, value);
    this.list.push({ id, kind: "comparison", label, unit, op, left, right, value: Number.isFinite(value) ? value : 0 });
    return id;
  }

  share(label: string, part: string, whole: string): string {
    return this.compare(label, "share", part, whole, share_unit);
  }

  /** The same number for each group, in the order of the groups. */
  async series(label: string, query: Query, by: GroupBy, unit: Unit): Promise<string> {
    const full = { ...query, filter: query.filter ?? [] };
    const rows = await this.#table.query<{ g: string; value: number | null }>(aggregateSql(full, this.#table, by));
    const id = this.#next;
    const points = rows.map((row) => ({ group: row.g, value: row.value === null ? null : Number(row.value) }));
    this.list.push({ id, kind: "series", label, unit, query: full, by, points });
    return id;
  }

  /** Up to `most` rows that satisfy `where`, personal data masked. `order` is SQL over `t`. */
  async rows(label: string, where: Filter, columns: readonly string[], order = '"row"', most = 10): Promise<string> {
    const condition = whereSql(where, this.#table);
    const chosen = columns.map((name) => this.#table.column(name));
    const cells = chosen.map((c) => `r${c.index} AS c${c.index}`).join(", ");
    const [size] = await this.#table.query<{ n: number }>(`SELECT count(*) AS n FROM t WHERE ${condition}`);
    const found = await this.#table.query(
      `SELECT "row" AS row, ${cells} FROM t WHERE ${condition} ORDER BY ${order}, "row" LIMIT ${most}`,
    );
    const id = this.#next;
    this.#values.set(id, Number(size?.n ?? 0));
    this.list.push({
      id,
      kind: "rows",
      label,
      unit: count_unit,
      where,
      count: Number(size?.n ?? 0),
      columns: [...columns],
      rows: found.map((row) => ({
        row: Number(row.row),
        cells: chosen.map((c) => {
          const cell = row[`c${c.index}`];
          return typeof cell === "string" ? maskCell(c, cell) : null;
        }),
      })),
    });
    return id;
  }

  /** Points at a chart of the profile. */
  chart(label: string, chart_id: string): string {
    const id = this.#next;
    this.list.push({ id, kind: "chart", label, chart_id });
    return id;
  }

  /** A test, with what is needed to make it again; `unit` is that of its results which are values of the data. */
  test(label: string, result: TestResult, inputs: Record<string, unknown>, unit?: Unit): string {
    const id = this.#next;
    this.list.push({ id, kind: "test", label, ...(unit && { unit }), ...result, p_adjusted: null, inputs });
    return id;
  }
}

/** A filter as SQL; long lists of text as one IN, which a comparison for each of them would make slow. */
function whereSql(filter: Filter, table: Table): string {
  const parts = filter.map((condition) => {
    if (condition.is !== "in" && condition.is !== "not_in") return filterExpression([condition], table);
    const column = table.column(condition.column);
    if (column.storage !== "VARCHAR" || condition.values.length < 3) return filterExpression([condition], table);
    const list = condition.values.map((value) => quote(String(value))).join(", ");
    return `${categoryExpression(column)} ${condition.is === "in" ? "IN" : "NOT IN"} (${list})`;
  });
  return parts.length === 0 ? "true" : parts.join(" AND ");
}
