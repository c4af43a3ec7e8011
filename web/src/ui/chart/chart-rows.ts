import type { ChartSpec } from "@plumbline/contracts";

/** What stands behind a chart: its data as a table, exact figures rather than rounded ones. */
export interface ChartRows {
  headers: [string, string];
  rows: [string, number | null][];
}

/** The table behind every chart; also what is copied as CSV. */
export function chartRows(spec: ChartSpec): ChartRows {
  switch (spec.kind) {
    case "line":
    case "bar": {
      const rest = spec.kind === "bar" && spec.rest ? [[`${spec.rest.groups} more`, spec.rest.value]] : [];
      const points = spec.points.map((point) => [point.group, point.value]);
      return {
        headers: [spec.by.column, spec.query.column ? `${spec.query.op} of ${spec.query.column}` : "rows"],
        rows: [...points, ...rest].flatMap(([group, value]) =>
          typeof group === "string" && typeof value !== "string" ? [[group, value ?? null]] : [],
        ),
      };
    }
    case "histogram":
      return {
        headers: [spec.columns[0] ?? "value", "rows"],
        rows: spec.bins.map((count, i) => [`${spec.edges[i]} to ${spec.edges[i + 1]}`, count]),
      };
    case "scatter":
      return { headers: [spec.x, spec.y], rows: spec.points.map((point) => [String(point.x), point.y]) };
  }
}

const cell = (value: string | number | null): string => {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A cell that begins like a formula would be one in a spreadsheet; plain numbers may keep their sign.
  const safe = /^[=+@\t\r-]/.test(value) && !/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The table as CSV, safe to open in a spreadsheet. */
export const chartCsv = ({ headers, rows }: ChartRows): string =>
  [headers, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
