import type { ChartSpec } from "@plumbline/contracts";

type Cell = string | number | null;

/** What stands behind a chart: its data as a table, exact figures rather than rounded ones. */
export interface ChartRows {
  headers: string[];
  rows: Cell[][];
}

/** The table behind every chart; also what is copied as CSV. */
export function chartRows(spec: ChartSpec): ChartRows {
  switch (spec.kind) {
    case "line":
    case "bar": {
      const rest: Cell[][] = spec.kind === "bar" && spec.rest ? [[`${spec.rest.groups} more`, spec.rest.value]] : [];
      return {
        headers: [spec.by.column, spec.query.column ? `${spec.query.op} of ${spec.query.column}` : "rows"],
        rows: [...spec.points.map((point): Cell[] => [point.group, point.value]), ...rest],
      };
    }
    case "histogram": {
      const name = spec.columns[0] ?? "value";
      return {
        headers: [`${name} from`, `${name} to`, "rows"],
        rows: spec.bins.map((count, i) => [spec.edges[i] ?? null, spec.edges[i + 1] ?? null, count]),
      };
    }
    case "scatter":
      return { headers: ["row", spec.x, spec.y], rows: spec.points.map(({ row, x, y }) => [row, x, y]) };
  }
}

const field = (value: Cell): string => {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A cell that begins like a formula would be one in a spreadsheet; plain numbers may keep their sign.
  const safe = /^[=+@\t\r-]/.test(value) && !/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The table as CSV, safe to open in a spreadsheet. */
export const chartCsv = ({ headers, rows }: ChartRows): string =>
  [headers, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
