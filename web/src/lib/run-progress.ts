import type { RunDetail, RunEvent, RunStatus, RunStep, StepStatus } from "@plumbline/contracts";

const stepStatus: Partial<Record<RunEvent["type"], StepStatus>> = {
  step_started: "running",
  step_progress: "running",
  step_succeeded: "succeeded",
  step_retrying: "pending",
  step_skipped: "skipped",
  step_failed: "failed",
  step_timed_out: "failed",
  step_cancelled: "cancelled",
};

const runStatus: Partial<Record<RunEvent["type"], RunStatus>> = {
  queued: "queued",
  started: "running",
  resumed: "running",
  succeeded: "succeeded",
  degraded: "degraded",
  failed: "failed",
  cancelled: "cancelled",
  timed_out: "timed_out",
};

/** True when no event follows this one. */
export const isLastEvent = (event: RunEvent): boolean =>
  ["succeeded", "degraded", "failed", "cancelled", "timed_out"].includes(event.type);

/**
 * The run as it is after `event`. Events already contained in the run change nothing that is finished, so a history
 * replayed from its start is harmless; progress never goes back.
 */
export function applyRunEvent(run: RunDetail, event: RunEvent): RunDetail {
  if (event.run_id !== run.id || run.finished_at !== null) return run;
  const steps = run.steps.map((step) => (step.key === event.step_key ? applyToStep(step, event) : step));
  const done = steps.reduce((sum, step) => sum + (step.finished_at === null ? step.progress : 1), 0);
  const progress = Math.max(run.progress, steps.length === 0 ? 0 : done / steps.length);
  const status = event.step_key === null ? (runStatus[event.type] ?? run.status) : run.status;
  const last = isLastEvent(event);
  return {
    ...run,
    steps,
    status: run.status !== "queued" && status === "queued" ? run.status : status,
    progress: status === "succeeded" || status === "degraded" ? 1 : progress,
    started_at: run.started_at ?? (event.type === "started" ? event.at : null),
    finished_at: last ? event.at : null,
  };
}

function applyToStep(step: RunStep, event: RunEvent): RunStep {
  const status = stepStatus[event.type];
  if (!status || step.finished_at !== null) return step;
  const finished = status !== "running" && status !== "pending";
  return {
    ...step,
    status,
    progress: status === "succeeded" ? 1 : Math.max(step.progress, event.progress ?? 0),
    message: event.message ?? step.message,
    started_at: step.started_at ?? event.at,
    finished_at: finished ? event.at : null,
  };
}
