/** Why work on a run ends before its steps do. */
export type StopReason = "cancelled" | "timed_out" | "lease_lost" | "handed_back" | "step_failed";

/** Reason of an aborted signal, and what a write throws that no longer belongs to this worker. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(`the run stopped: ${reason.replace("_", " ")}`);
    this.reason = reason;
  }
}

export const isRunStopped = (error: unknown): error is RunStopped =>
  error instanceof Error && error.name === "RunStopped" && "reason" in error;
