import type { ColumnProfile } from "@plumbline/contracts";
import { Link2 } from "lucide-react";
import { formatCount, formatShare, words } from "../../lib/format.ts";
import { formatValue } from "../../lib/format-unit.ts";
import { Badge } from "../../ui/badge.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../../ui/popover.tsx";
import { figureText, hasAverages, hasTotal, roleWords } from "./column-stats.ts";

/** The column's name; pressed, it opens everything that is known of the column. */
export function ColumnDetails({ column, rows }: { column: ColumnProfile; rows: number }) {
  const { name, facts } = column;
  return (
    <Popover>
      <PopoverTrigger className="inline-flex max-w-full items-center gap-1.5 rounded-sm text-left align-middle -outline-offset-1 hover:underline">
        <span className="truncate font-medium" title={name}>
          {name}
        </span>
        {facts.length > 0 && (
          <span className="inline-flex shrink-0 items-center gap-0.5 text-sm text-muted" title={facts.join("\n")}>
            <Link2 aria-hidden className="size-3" />
            {facts.length > 1 && facts.length}
            <span className="sr-only">{facts.length === 1 ? "1 fact" : "facts"}</span>
          </span>
        )}
      </PopoverTrigger>
      <PopoverContent
        align="start"
        tabIndex={0}
        aria-label={`Column ${name}`}
        className="max-h-[min(560px,var(--radix-popover-content-available-height))] w-80! overflow-y-auto"
      >
        <h3 className="text-md wrap-anywhere">{name}</h3>
        <p className="text-muted">{roleWords(column)}</p>
        {column.traits.length > 0 && (
          <p className="mt-1.5 flex flex-wrap gap-1">
            {column.traits.map((trait) => (
              <Badge key={trait}>{words(trait)}</Badge>
            ))}
          </p>
        )}
        {facts.length > 0 && (
          <ul className="mt-2 list-disc pl-4">
            {facts.map((fact) => (
              <li key={fact} className="wrap-anywhere">
                {fact}
              </li>
            ))}
          </ul>
        )}
        <Figures column={column} rows={rows} />
        <TopValues column={column} />
      </PopoverContent>
    </Popover>
  );
}

function Figures({ column, rows }: { column: ColumnProfile; rows: number }) {
  const lines: [string, string][] = [
    ["Present", formatCount(column.count)],
    ["Missing", `${formatCount(column.missing_count)} (${formatShare(rows > 0 ? column.missing_count / rows : 0)})`],
    ["Unique", formatCount(column.unique_count)],
  ];
  if (column.invalid_count > 0) lines.push(["Not of its type", formatCount(column.invalid_count)]);
  if (column.role === "date") lines.push(["First", figureText(column, "min")], ["Last", figureText(column, "max")]);
  if (column.date_format) lines.push(["Format", column.date_format]);
  if (column.min_length !== null && column.max_length !== null && column.type === "text")
    lines.push(["Length", `${column.min_length} to ${column.max_length}`]);
  if (hasAverages(column)) {
    lines.push(["Mean", figureText(column, "mean")], ["Standard deviation", formatValue(column.std, column.unit)]);
    if (hasTotal(column)) lines.push(["Sum", figureText(column, "sum")]);
    lines.push(["Min", figureText(column, "min")]);
    for (const { q, value } of column.quantiles) lines.push([quantileName(q), formatValue(value, column.unit)]);
    lines.push(["Max", figureText(column, "max")]);
  }
  return (
    <dl className="mt-2.5 grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 border-t border-line pt-2">
      {lines.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="text-right tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const quantileName = (q: number): string => (q === 0.5 ? "Median" : `${formatShare(q)} quantile`);

function TopValues({ column }: { column: ColumnProfile }) {
  const total = column.count;
  // Where every value is its own there is no most frequent one.
  if (column.top.length === 0 || column.top[0]?.count === 1) return null;
  const most = column.top[0]?.count ?? 1;
  return (
    <section className="mt-2.5 border-t border-line pt-2">
      <h4 className="mb-1 text-sm font-medium text-muted">Most frequent</h4>
      <ol className="flex flex-col gap-1">
        {column.top.map(({ value, count }) => (
          <li key={value} className="relative flex gap-3 rounded-xs px-1">
            <span
              aria-hidden="true"
              className="absolute inset-y-0 left-0 rounded-xs bg-accent-soft"
              style={{ width: `${(count / most) * 100}%` }}
            />
            <span className="relative min-w-0 flex-1 truncate" title={value}>
              {value}
            </span>
            <span className="relative tabular-nums">{formatCount(count)}</span>
            <span className="relative w-11 text-right text-muted tabular-nums">
              {formatShare(total > 0 ? count / total : 0)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
