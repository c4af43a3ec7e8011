import { formatCompact, formatCount, formatDuration, formatShare, formatUsd } from "../../lib/format.ts";
import type { SeriesFormats } from "../../ui/chart/series-option.ts";

export const counts: SeriesFormats = { value: formatCount, tick: formatCompact, whole: true };
export const durations: SeriesFormats = { value: formatDuration, tick: formatDuration };
export const shares: SeriesFormats = { value: formatShare, tick: (value) => formatShare(value, 0) };
export const dollars: SeriesFormats = { value: formatUsd, tick: formatUsd };

/** When a bucket begins, as an axis names it. */
export function bucketName(at: string, bucket: "hour" | "day" | "week"): string {
  // Days and weeks are cut in UTC, hours are the same everywhere.
  const zone = bucket === "hour" ? {} : { timeZone: "UTC" };
  const time = bucket === "hour" ? ({ hour: "2-digit", minute: "2-digit" } as const) : {};
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", ...time, ...zone }).format(new Date(at));
}
