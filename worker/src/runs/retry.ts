import { canRetry, type RunFailure } from "@plumbline/contracts";
import { NotRetryable, StepInputInvalid } from "./step.ts";

const longestMs = 5 * 60_000;

/** Whether trying the step again may help: never for what its code says no retry can mend. */
export const isRetryable = (failure: RunFailure, cause: unknown): boolean =>
  canRetry(failure.code) && !(cause instanceof NotRetryable) && !(cause instanceof StepInputInvalid);

/**
 * How long to wait before the next try: anything between nothing and a bound that doubles with each, so that what failed
 * together does not come back together (full jitter).
 */
export function backoffMs(baseMs: number, retriesBefore: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(longestMs, baseMs * 2 ** retriesBefore));
}
