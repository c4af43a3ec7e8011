import { elapsed, formatDuration } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";

/** How long something took, counting while it is under way. */
export function RunDuration({ started_at, finished_at }: { started_at: string | null; finished_at: string | null }) {
  const running = started_at !== null && finished_at === null;
  const now = useNow(running, 500);
  return <span className="tabular-nums">{formatDuration(elapsed(started_at, finished_at, now))}</span>;
}
