import type { ColumnProfile } from "@plumbline/contracts";
import { formatShare } from "../../lib/format.ts";

const height = 18;
const width = 92;

/** A column's values at a glance: bars of its histogram, else the shares of its most frequent values. */
export function ColumnSpark({ column }: { column: ColumnProfile }) {
  if (column.histogram) return <Histogram bins={column.histogram.bins} name={column.name} />;
  const total = column.count;
  // Values that hardly repeat have no shape worth drawing.
  if (total === 0 || (column.top[0]?.count ?? 0) < 0.02 * total) return <span className="text-faint">–</span>;
  return <Shares column={column} total={total} />;
}

function Histogram({ bins, name }: { bins: readonly number[]; name: string }) {
  const top = Math.max(1, ...bins);
  const step = width / bins.length;
  return (
    <svg width={width} height={height} role="img" aria-label={`Distribution of ${name}`} className="block text-accent">
      {bins.map((count, at) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / top) * height);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins never change places
            key={at}
            x={at * step}
            y={height - tall}
            width={Math.max(step - 0.6, 0.6)}
            height={tall}
            fill="currentColor"
            opacity={0.7}
          />
        );
      })}
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
    </svg>
  );
}

function Shares({ column, total }: { column: ColumnProfile; total: number }) {
  const shares = column.top.slice(0, 6).map(({ value, count }) => ({ value, share: count / total }));
  const first = shares[0];
  const label = first ? `${first.value}: ${formatShare(first.share)}` : "";
  let left = 0;
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`Most frequent of ${column.name}: ${label}`}
      className="block text-accent"
    >
      <title>{label}</title>
      <rect x={0} y={5} width={width} height={8} rx={2} fill="var(--hover)" />
      {shares.map(({ value, share }, at) => {
        const x = left;
        left += share * width;
        return (
          <rect
            key={value}
            x={x}
            y={5}
            width={Math.max(share * width - 1, 0.5)}
            height={8}
            rx={1.5}
            fill="currentColor"
            opacity={0.8 - at * 0.12}
          />
        );
      })}
    </svg>
  );
}
