import { isAppError } from "@plumbline/contracts";
import { isConnectionLost } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import type { Change } from "./change.ts";
import { ending } from "./endings.ts";
import type { Engine } from "./engine.ts";
import { timedOut, toFailure } from "./failure.ts";
import { whyLost } from "./lease.ts";
import type { HeldRun } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { isRunStopped, type StopReason } from "./run-stopped.ts";
import { StepFailed } from "./step-failed.ts";

/**
 * How work on a run ended here. `abandoned`: the database went away; the run goes on elsewhere once its lease expires.
 * `parked`: nothing to do but to wait for a retry; any worker takes it up when that is due.
 */
export type RunEnd = "succeeded" | "degraded" | "failed" | "parked" | "abandoned" | Exclude<StopReason, "step_failed">;

export interface Ending {
  engine: Engine;
  run: HeldRun;
  /** Undefined when it could not even be planned. */
  state: RunState | undefined;
  log: Logger;
  /** Why the run was stopped, when it was. */
  stopped: StopReason | undefined;
  /** Writes the run's last change, after everything that was said before. */
  write(change: Change): Promise<void>;
}

/** Writes how a run that did not succeed ended, unless it is not ours to write to. Never rejects. */
export async function endRun(end: Ending, error: unknown): Promise<RunEnd> {
  const { engine, run, state, log } = end;
  const failed = error instanceof StepFailed ? error : undefined;
  const cause = failed ? failed.cause : error;
  const stopped = isRunStopped(cause) ? cause.reason : end.stopped;
  try {
    if (isConnectionLost(cause)) return abandon(log, cause);
    if (stopped === "timed_out") {
      await end.write(ending("timed_out", state, timedOut("The run", engine.run_timeout_ms)));
      return "timed_out";
    }
    if (stopped === "handed_back") {
      await end.write({ release_in_ms: 0 });
      return "handed_back";
    }
    // A fence in the middle of a step tells only that the run is lost: ask why.
    if (stopped === "lease_lost") return asEnd(await whyLost(engine.db, run));
    if (stopped) return asEnd(stopped);
    if (!isAppError(cause) && !failed?.outcome) log.error({ error: cause }, "a run failed unexpectedly");
    const failure = failed?.outcome?.failure ?? toFailure(cause);
    const late = failure.code === "timed_out" && failed !== undefined && failed.node.timeout_ms !== null;
    const status = late ? "timed_out" : "failed";
    await end.write(ending(status, state, failure, failed?.node, failed?.outcome?.artifact));
    return status;
  } catch (later) {
    if (isRunStopped(later)) return asEnd(await whyLost(engine.db, run).catch(() => later.reason));
    if (!isConnectionLost(later)) log.error({ error: later }, "the end of a run could not be written");
    return abandon(log, later);
  }
}

function abandon(log: Logger, error: unknown): RunEnd {
  log.warn({ error }, "the database went away: the run goes on when its lease has expired");
  return "abandoned";
}

const asEnd = (reason: StopReason): RunEnd => (reason === "step_failed" ? "failed" : reason);
