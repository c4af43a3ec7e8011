import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { Skeleton } from "./skeleton.tsx";

export interface Stat {
  label: string;
  value: ReactNode;
  /** Muted, after the value: a unit or a share. */
  unit?: ReactNode;
}

interface StatRowProps {
  stats: readonly Stat[];
  loading?: boolean;
  className?: string;
}

/** The key numbers of a page in one strip; they fold to two a row on a phone. */
export function StatRow({ stats, loading = false, className }: StatRowProps) {
  return (
    <dl
      className={cx(
        // Hairlines are drawn by the gaps, so they are right however the cells fold.
        "grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-flow-col sm:auto-cols-fr sm:grid-cols-none",
        className,
      )}
    >
      {stats.map((stat, at) => (
        <div
          key={stat.label}
          className={cx(
            "min-w-0 bg-surface px-3 py-2.5",
            at === stats.length - 1 && stats.length % 2 === 1 && "max-sm:col-span-2",
          )}
        >
          <dt className="truncate text-sm text-muted">{stat.label}</dt>
          <dd className="truncate text-[18px]/[24px] font-semibold tracking-[-0.01em]">
            {loading ? (
              <Skeleton className="mt-1 h-4 w-16" />
            ) : (
              <>
                {stat.value}
                {stat.unit !== undefined && (
                  <span className="ml-1 text-sm font-normal tracking-normal text-muted">{stat.unit}</span>
                )}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
