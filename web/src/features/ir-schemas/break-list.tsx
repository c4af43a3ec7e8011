import type { Fault } from "@plumbline/contracts";
import { CircleX } from "lucide-react";
import { cx } from "../../ui/class-names.ts";

/** Where a schema refuses what another accepts, each with its place in the value. */
export function BreakList({ breaks, className }: { breaks: readonly Fault[]; className?: string }) {
  return (
    <ul className={cx("divide-y divide-line", className)}>
      {breaks.map(({ location, message }) => (
        <li key={`${location} ${message}`} className="flex items-baseline gap-2 py-1">
          <CircleX aria-hidden className="size-3 shrink-0 self-center text-critical" />
          <span className="min-w-0 wrap-anywhere">
            {location ? <code className="font-mono text-sm">{location}</code> : "The whole value"} {message}
          </span>
        </li>
      ))}
    </ul>
  );
}
