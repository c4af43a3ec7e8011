import { type MonitoringQuery, RunKind, RunStatus, type TrendQuery } from "@plumbline/contracts";
import { z } from "zod";

/** What the monitoring pages look at, as the address has it. */
export const MonitoringSearch = z.object({
  tab: z.enum(["trends", "steps", "metrics", "runs", "tests"]).optional().catch(undefined),
  range: z.enum(["1d", "7d", "30d", "90d", "custom"]).optional().catch(undefined),
  /** Days (`2026-11-20`), both included, where the range is `custom`. */
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  kind: RunKind.optional().catch(undefined),
  status: RunStatus.optional().catch(undefined),
  failure_code: z.string().max(60).optional().catch(undefined),
});
export type MonitoringSearch = z.infer<typeof MonitoringSearch>;

export type Range = NonNullable<MonitoringSearch["range"]>;
const days: Record<Exclude<Range, "custom">, number> = { "1d": 1, "7d": 7, "30d": 30, "90d": 90 };
const day_ms = 86_400_000;

export interface Span extends Pick<MonitoringQuery, "from" | "to"> {
  bucket: TrendQuery["bucket"];
}

/**
 * The time that is looked at, in the reader's time zone, and how finely it is cut. A range that ends now is rounded up
 * to whole minutes, so that the same question is asked again rather than a new one every moment.
 */
export function spanOf({ range = "7d", from, to }: Pick<MonitoringSearch, "range" | "from" | "to">, now: number): Span {
  if (range !== "custom") {
    const end = Math.ceil(now / 60_000) * 60_000;
    return cut(end - days[range] * day_ms, end);
  }
  const today = new Date(now);
  const end = to ? midnight(to, 1) : new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1).getTime();
  const start = from ? midnight(from, 0) : end - 7 * day_ms;
  return cut(Math.min(start, end - day_ms), end);
}

/** The start of a calendar day, or of the one after it, where the reader is. */
function midnight(day: string, later: 0 | 1): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).getTime();
}

function cut(from: number, to: number): Span {
  const length = (to - from) / day_ms;
  const bucket = length <= 2 ? "hour" : length <= 120 ? "day" : "week";
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), bucket };
}
