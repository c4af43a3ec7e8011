import { Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

interface NoticeProps {
  children: ReactNode;
  icon?: LucideIcon;
  /** `accent` for what is to be read now, `danger` for what is wrong. */
  tone?: "neutral" | "accent" | "danger";
  /** Buttons at its end. */
  action?: ReactNode;
  className?: string;
}

const tones = {
  neutral: "border-line bg-surface",
  accent: "border-accent bg-accent-soft",
  danger: "border-critical bg-critical-soft",
};
const iconTones = { neutral: "text-muted", accent: "text-accent", danger: "text-critical" };

/** A sentence about the page that stays on it. */
export function Notice({ children, icon: Icon = Info, tone = "neutral", action, className }: NoticeProps) {
  return (
    <div
      className={cx("flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border px-3 py-2.5", tones[tone], className)}
    >
      <Icon aria-hidden className={cx("mt-px size-4 shrink-0", iconTones[tone])} />
      <div className="min-w-0 flex-1 basis-56">{children}</div>
      {action && <div className="flex flex-wrap gap-1.5">{action}</div>}
    </div>
  );
}
