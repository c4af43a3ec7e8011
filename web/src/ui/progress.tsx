import { Progress as Radix } from "radix-ui";
import { cx } from "./class-names.ts";

interface ProgressProps {
  /** 0 to 1; null while the size of the work is unknown. */
  value: number | null;
  /** What is progressing, for screen readers. */
  label: string;
  tone?: "accent" | "pass" | "critical" | "muted";
  className?: string;
}

const fills = { accent: "bg-accent", pass: "bg-pass", critical: "bg-critical", muted: "bg-line-strong" };

/** How much of a known amount of work is done. */
export function Progress({ value, label, tone = "accent", className }: ProgressProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Radix.Root
      value={percent}
      aria-label={label}
      className={cx("h-1 w-full overflow-hidden rounded-full bg-hover", className)}
    >
      <Radix.Indicator
        className={cx(
          "h-full rounded-full transition-[width]",
          fills[tone],
          percent === null && "w-1/3! animate-pulse",
        )}
        style={{ width: `${percent ?? 33}%` }}
      />
    </Radix.Root>
  );
}
