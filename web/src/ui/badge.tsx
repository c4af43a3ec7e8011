import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

interface BadgeProps {
  children: ReactNode;
  tone?: "neutral" | "accent";
  className?: string;
}

/** A short fact about the thing beside it. */
export function Badge({ children, tone = "neutral", className }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-full border px-2 text-sm whitespace-nowrap",
        tone === "accent" ? "border-transparent bg-accent-soft text-accent" : "border-line text-muted",
        className,
      )}
    >
      {children}
    </span>
  );
}
