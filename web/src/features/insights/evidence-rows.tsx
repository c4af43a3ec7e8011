import type { Evidence } from "@plumbline/contracts";
import { formatCount, plural } from "../../lib/format.ts";
import { rowsWords } from "./query-words.ts";

/** The rows that show the point, as they are in the file; personal data was masked before they were stored. */
export function EvidenceRows({ evidence }: { evidence: Extract<Evidence, { kind: "rows" }> }) {
  const { label, where, columns, rows, count } = evidence;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="font-medium wrap-anywhere">{label}</p>
      <code className="font-mono text-sm text-muted wrap-anywhere">{rowsWords(where)}</code>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="-mx-3 overflow-x-auto border-y border-line"
      >
        <table className="min-w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th scope="col" className="border-b border-line px-3 py-1 text-right text-sm font-medium text-muted">
                Row
              </th>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className="border-b border-line px-3 py-1 text-left text-sm font-medium whitespace-nowrap text-muted"
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, cells }) => (
              <tr key={row} className="hover:bg-hover">
                <td className="px-3 py-0.5 text-right text-muted tabular-nums">{formatCount(row)}</td>
                {columns.map((column, at) => (
                  <td key={column} className="max-w-56 truncate px-3 py-0.5" title={cells[at] ?? undefined}>
                    {cells[at] ?? <span className="text-faint">missing</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="text-sm text-muted">
        {rows.length < count ? `${rows.length} of ${plural(count, "row")}` : plural(count, "row")}
      </p>
    </div>
  );
}
