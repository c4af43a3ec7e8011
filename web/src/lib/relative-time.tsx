import { formatDateTime, formatRelative } from "./format.ts";
import { useNow } from "./now.ts";

/** "3 minutes ago", kept true as time passes; the exact time is in its title. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(true, 30_000);
  return (
    <time dateTime={at} title={formatDateTime(at)} className="whitespace-nowrap">
      {formatRelative(at, now)}
    </time>
  );
}
