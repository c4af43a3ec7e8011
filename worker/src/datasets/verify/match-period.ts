import type { Licensed } from "./evidence-numbers.ts";
import { names, spanOf } from "./period.ts";
import type { Quantity } from "./quantity.ts";

/** The evidence that is about the time prose names: it must not name more than the evidence knows. */
export function matchPeriod(
  quantity: Quantity,
  licensed: Licensed,
): { evidence_id: string; path: string; value: number } | undefined {
  const { period } = quantity;
  if (!period) return undefined;
  for (const { evidence_id, path, span } of licensed.periods) {
    if (names(period, span) || covered(period, span))
      return { evidence_id, path, value: spanOf(period)?.start ?? span.start };
  }
  return undefined;
}

const covered = (period: NonNullable<Quantity["period"]>, span: { start: number; end: number }): boolean => {
  const first = { start: span.start, end: span.start + 1 };
  const last = { start: span.end - 1, end: span.end };
  const named = spanOf(period);
  // A longer stretch may be told by its first and last day, but not by an hour it only happens to begin with.
  return (
    named !== undefined &&
    period.hour === undefined &&
    span.end - span.start > 32 * 86_400_000 &&
    (names(period, first) || names(period, last)) &&
    (named.start === span.start || named.end === span.end)
  );
};
