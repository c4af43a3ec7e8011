import { cx } from "./class-names.ts";

/** The plumb bob and, unless `mark` alone is wanted, the name. */
export function Brand({ mark = false, className }: { mark?: boolean; className?: string }) {
  return (
    <span className={cx("inline-flex items-center gap-2 text-md font-semibold", className)}>
      <svg viewBox="0 0 16 22" aria-hidden="true" className="h-5 w-3.5 shrink-0">
        <rect x="7" y="0" width="2" height="14" rx="1" fill="var(--ink)" />
        <path d="M3 13h10l-5 8z" fill="var(--accent)" />
      </svg>
      <span className={cx(mark && "sr-only")}>Plumbline</span>
    </span>
  );
}
