import { isAppError } from "@plumbline/contracts";
import { isConnectionLost } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import type { Standing } from "./begin.ts";
import { endings } from "./endings.ts";
import type { Engine } from "./engine.ts";
import { timedOut, toFailure } from "./failure.ts";
import { whyLost } from "./lease.ts";
import { type Change, type HeldRun, recordChange } from "./record.ts";
import { isRunStopped, type StopReason } from "./run-stopped.ts";
import { StepFailed } from "./step-failed.ts";

/** How work on a run ended here. `abandoned`: the database went away; the run goes on elsewhere once its lease expires. */
export type RunEnd = "succeeded" | "failed" | "abandoned" | Exclude<StopReason, "step_failed">;

export interface Ending {
  engine: Engine;
  run: HeldRun;
  standing: Standing;
  log: Logger;
  /** Why the run was stopped, when it was. */
  stopped: StopReason | undefined;
}

/** Writes how a run that did not succeed ended, unless it is not ours to write to. Never rejects. */
export async function endRun(ending: Ending, error: unknown): Promise<RunEnd> {
  const { engine, run, standing, log } = ending;
  const failed = error instanceof StepFailed ? error : undefined;
  const cause = failed ? failed.cause : error;
  const stopped = isRunStopped(cause) ? cause.reason : ending.stopped;
  try {
    if (isConnectionLost(cause)) return abandon(log, cause);
    if (stopped === "timed_out") {
      const failure = timedOut("The run", engine.run_timeout_ms);
      return (await write(ending, endings.timedOut(standing, failure))) ?? "timed_out";
    }
    if (stopped === "handed_back") return (await handBack(ending)) ? "handed_back" : "lease_lost";
    // A fence in the middle of a step tells only that the run is lost: ask why.
    if (stopped === "lease_lost") return asEnd(await whyLost(engine.db, run));
    if (stopped) return asEnd(stopped);
    if (!isAppError(cause) && !failed?.outcome) log.error({ error: cause }, "a run failed unexpectedly");
    const failure = failed?.outcome?.failure ?? toFailure(cause);
    if (failure.code === "timed_out" && failed?.node.timeout_ms !== undefined) {
      return (await write(ending, endings.timedOut(standing, failure, failed.node))) ?? "timed_out";
    }
    const change = endings.failed(standing, failure, failed?.node, failed?.outcome?.artifact);
    return (await write(ending, change)) ?? "failed";
  } catch (later) {
    if (!isConnectionLost(later)) log.error({ error: later }, "the end of a run could not be written");
    return abandon(log, later);
  }
}

/** Undefined when it was written, else why it was not. */
async function write({ engine, run }: Ending, change: Change): Promise<RunEnd | undefined> {
  const [row] = await engine.db.statement(run.tenant_id, (sql) => recordChange(sql, run, change));
  return row?.hit ? undefined : asEnd(await whyLost(engine.db, run));
}

/** Frees the run for another worker; the sweep that follows queues it. False when it was not ours any more. */
async function handBack({ engine, run }: Ending): Promise<boolean> {
  const rows = await engine.db.statement(
    run.tenant_id,
    (sql) => sql`
      update public.runs set worker_id = null, lease_expires_at = now()
      where tenant_id = ${run.tenant_id} and id = ${run.id} and attempt = ${run.attempt}
        and worker_id = ${run.worker_id} and status = 'running'
      returning id`,
  );
  return rows.length > 0;
}

function abandon(log: Logger, error: unknown): RunEnd {
  log.warn({ error }, "the database went away: the run goes on when its lease has expired");
  return "abandoned";
}

const asEnd = (reason: StopReason): RunEnd => (reason === "step_failed" ? "failed" : reason);
