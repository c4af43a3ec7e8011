import type { DatasetProfile } from "@plumbline/contracts";
import { Info } from "lucide-react";
import { formatCount, formatNumber, formatShare } from "../../lib/format.ts";
import { formatValue } from "../../lib/format-unit.ts";
import { type Stat, StatRow } from "../../ui/stat-row.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";

/** Size and state of the table in one strip, and what its columns add up to in another. */
export function DatasetNumbers({ profile, className }: { profile: DatasetProfile; className?: string }) {
  const { row_count, column_count, missing_cell_count, missing_share, duplicate_row_count, quality_score } = profile;
  const stats: Stat[] = [
    { label: "Rows", value: formatCount(row_count) },
    { label: "Columns", value: formatCount(column_count) },
    { label: "Missing cells", value: formatCount(missing_cell_count), unit: formatShare(missing_share) },
    {
      label: "Duplicates",
      value: formatCount(duplicate_row_count),
      unit: duplicate_row_count > 0 ? formatShare(duplicate_row_count / row_count) : undefined,
    },
    {
      label: "Quality, of 100",
      value: (
        <Tooltip content={<Formula profile={profile} />}>
          <button type="button" className="group/quality inline-flex items-center gap-1.5 -outline-offset-2">
            {formatNumber(quality_score, 1)}
            <Info aria-hidden className="size-3 text-faint group-hover/quality:text-ink" />
            <span className="sr-only">, how it is computed</span>
          </button>
        </Tooltip>
      ),
    },
  ];
  // The number of rows stands above.
  const kpis = profile.kpis.filter(({ query }) => query.op !== "count" || query.filter.length > 0).slice(0, 5);
  return (
    <div className={className}>
      <StatRow stats={stats} />
      {kpis.length > 0 && (
        <StatRow
          className="mt-2"
          stats={kpis.map(({ label, value, unit }) => ({ label, value: formatValue(value, unit) }))}
        />
      )}
    </div>
  );
}

function Formula({ profile }: { profile: DatasetProfile }) {
  const { missing_share, duplicate_row_count, row_count, quality_score } = profile;
  const missing = Math.min(30, 30 * missing_share);
  const duplicates = duplicate_row_count > 0.01 * row_count ? 10 : 0;
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-0.5 tabular-nums">
      <span>Start</span>
      <span className="text-right">100</span>
      <span>30 × {formatShare(missing_share)} missing, at most 30</span>
      <span className="text-right">-{formatNumber(missing, 1)}</span>
      <span>10 when over 1% of the rows are duplicates</span>
      <span className="text-right">-{duplicates}</span>
      <span className="font-medium">Quality</span>
      <span className="text-right font-medium">{formatNumber(quality_score, 1)}</span>
    </span>
  );
}
