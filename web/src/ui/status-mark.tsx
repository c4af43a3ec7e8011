import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  MailOpen,
  RefreshCcwDot,
  TimerOff,
  TriangleAlert,
} from "lucide-react";
import { cx } from "./class-names.ts";

/** The states that things go through here; each has hue, icon and word. */
const statuses = {
  queued: [Clock, "text-muted", "Queued"],
  pending: [CircleDashed, "text-muted", "Pending"],
  running: [LoaderCircle, "text-accent", "Running"],
  processing: [LoaderCircle, "text-accent", "Processing"],
  succeeded: [CircleCheck, "text-pass", "Succeeded"],
  ready: [CircleCheck, "text-pass", "Ready"],
  active: [CircleCheck, "text-pass", "Active"],
  degraded: [TriangleAlert, "text-minor", "Degraded"],
  waiting: [Hourglass, "text-minor", "Waiting for approval"],
  failed: [CircleX, "text-critical", "Failed"],
  cancelled: [Ban, "text-muted", "Cancelled"],
  skipped: [CircleSlash, "text-muted", "Skipped"],
  timed_out: [TimerOff, "text-critical", "Timed out"],
  suspended: [CirclePause, "text-major", "Suspended"],
  removed: [CircleSlash, "text-muted", "Removed"],
  open: [MailOpen, "text-accent", "Open"],
  accepted: [CircleCheck, "text-pass", "Accepted"],
  rotated: [RefreshCcwDot, "text-minor", "Rotated"],
  expired: [TimerOff, "text-muted", "Expired"],
  revoked: [Ban, "text-muted", "Revoked"],
} as const satisfies Record<string, readonly [LucideIcon, string, string]>;

export type Status = keyof typeof statuses;

/** The word for a status, as filters and sentences use it. */
export const statusWord = (status: Status): string => statuses[status][2];

/** The state of a run, dataset, membership, invitation or key as hue, icon and word. */
export function StatusMark({
  status,
  iconOnly = false,
  className,
}: {
  status: Status;
  iconOnly?: boolean;
  className?: string;
}) {
  const [Icon, colour, word] = statuses[status];
  return (
    <span className={cx("inline-flex items-center gap-1.5 align-top whitespace-nowrap", colour, className)}>
      <Icon aria-hidden className={cx("size-3.5 shrink-0", Icon === LoaderCircle && "animate-spin")} />
      <span className={cx(iconOnly && "sr-only")}>{word}</span>
    </span>
  );
}
