import type { ChartSpec } from "@plumbline/contracts";
import { cx } from "../class-names.ts";
import type { ChartFormats } from "./chart-look.ts";
import { chartRows } from "./chart-rows.ts";

interface ChartTableProps {
  spec: ChartSpec;
  formats: ChartFormats;
  /** Pixels after which it scrolls in itself. */
  height: number;
}

/** The table behind a chart: the same figures with every digit. */
export function ChartTable({ spec, formats, height }: ChartTableProps) {
  const { headers, rows } = chartRows(spec);
  const grouped = spec.kind === "line" || spec.kind === "bar";
  const cell = (value: string | number | null, at: number): string => {
    if (typeof value === "string") return grouped ? formats.group(value, spec.by) : value;
    const counts = (spec.kind === "histogram" && at === 2) || (spec.kind === "scatter" && at === 0);
    return formats.exact(value, counts ? { kind: "count" } : "unit" in spec ? spec.unit : undefined);
  };
  return (
    <section
      aria-label={`${spec.title}, table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      style={{ maxHeight: height }}
      className="overflow-auto -outline-offset-2"
    >
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{spec.title}</caption>
        <thead>
          <tr>
            {headers.map((header, at) => (
              <th
                key={header}
                scope="col"
                className={cx(
                  "sticky top-0 border-b border-line bg-surface py-1 pr-2 text-sm font-medium text-muted last:pr-0",
                  grouped && at === 0 ? "text-left" : "text-right",
                )}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a chart's rows never change places
            <tr key={line} className="hover:bg-hover">
              {row.map((value, at) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a chart's columns never change places
                  key={at}
                  className={cx(
                    "border-b border-line py-0.5 pr-2 last:pr-0",
                    grouped && at === 0 ? "wrap-anywhere" : "text-right tabular-nums",
                  )}
                >
                  {cell(value, at)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
