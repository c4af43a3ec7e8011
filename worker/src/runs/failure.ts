import { errorCodes, isAppError, type RunFailure } from "@plumbline/contracts";
import { StepInputInvalid } from "./step.ts";

/**
 * What a person is told of an error. Only an AppError's own words get out; everything else is `internal`, and its real
 * message belongs in the log, because it may quote data.
 */
export function toFailure(error: unknown): RunFailure {
  if (isAppError(error)) return { code: error.code, detail: error.message, fix: error.fix ?? null };
  if (error instanceof StepInputInvalid) {
    return {
      code: "ir_invalid",
      detail: "A step was given something outside its schema.",
      fix: "Run it again; if it fails again, tell the operator the run's trace id.",
    };
  }
  return {
    code: "internal",
    detail: `${errorCodes.internal.title}.`,
    fix: "Run it again; if it fails again, tell the operator the run's trace id.",
  };
}

/** The failure of something that took longer than it may. */
export function timedOut(what: string, limitMs: number): RunFailure {
  return {
    code: "timed_out",
    detail: `${what} took longer than ${readable(limitMs)}.`,
    fix: "Try a smaller file, or ask the operator for a longer limit.",
  };
}

function readable(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} seconds`;
  return `${Math.round(ms / 6_000) / 10} minutes`;
}
