import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

export type SeverityTone = "critical" | "major" | "minor" | "info" | "pass" | "unverified";

/** The shape says the same as the colour, so that neither is needed to tell severities apart. */
const shapes: Record<SeverityTone, ReactNode> = {
  critical: <path d="M6 .5 11.700 11H.3z" fill="currentColor" />,
  major: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  minor: <path d="M6 .7 11.300 6 6 11.300.7 6z" fill="none" stroke="currentColor" strokeWidth="1.600" />,
  info: <circle cx="6" cy="6" r="4.600" fill="none" stroke="currentColor" strokeWidth="1.600" />,
  pass: <path d="m1.500 6.500 3 3 6-7" fill="none" stroke="currentColor" strokeWidth="1.900" />,
  unverified: (
    <circle
      cx="6"
      cy="6"
      r="4.600"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeDasharray="2.400 2.400"
    />
  ),
};

const wordOf: Record<SeverityTone, string> = {
  critical: "Critical",
  major: "Major",
  minor: "Minor",
  info: "Info",
  pass: "Pass",
  unverified: "Unverified",
};

/** Text colour of each severity; readable on every surface in both themes. */
export const severityText: Record<SeverityTone, string> = {
  critical: "text-critical",
  major: "text-major",
  minor: "text-minor",
  info: "text-info",
  pass: "text-pass",
  unverified: "text-unverified",
};

interface SeverityMarkProps {
  severity: SeverityTone;
  /** Says it in other words, as "Verified" for `pass`. */
  children?: ReactNode;
  /** The word is then for screen readers only. */
  iconOnly?: boolean;
  className?: string;
}

/** Severity as hue, shape and word. */
export function SeverityMark({ severity, children, iconOnly = false, className }: SeverityMarkProps) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 align-top text-sm font-medium",
        severityText[severity],
        className,
      )}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 shrink-0">
        {shapes[severity]}
      </svg>
      <span className={cx(iconOnly && "sr-only")}>{children ?? wordOf[severity]}</span>
    </span>
  );
}
