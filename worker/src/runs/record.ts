import type { RunEventType, RunFailure, RunStatus, StepStatus } from "@plumbline/contracts";
import type { Sql } from "../platform/sql.ts";
import type { Artifact } from "./artifacts.ts";
import type { Pipeline } from "./pipeline.ts";
import type { RunInfo } from "./step.ts";

/** A run this worker holds: what a write must name to be let through. */
export interface HeldRun extends RunInfo {
  worker_id: string;
}

export interface StepChange {
  key: string;
  status: StepStatus;
  /** The step begins (again): counts an attempt and sets its clock. */
  begins?: boolean;
  progress?: number;
  message?: string | undefined;
  failure?: RunFailure;
}

export interface StepRow {
  key: string;
  step: string;
  position: number;
  depends_on: string[];
  status: StepStatus;
  attempt: number;
}

export interface Change {
  /** The run's progress, 0 to 1; never falls. */
  progress?: number;
  /** A step was completed: the count of workers lost since starts again. */
  advanced?: boolean;
  /** Set once, at the start of the run. */
  pipeline?: Pipeline;
  /** Ends the run. */
  status?: RunStatus;
  failure?: RunFailure;
  create?: StepRow[];
  steps?: StepChange[];
  artifact?: Artifact;
  events?: { type: RunEventType; step_key?: string; progress?: number; message?: string | undefined }[];
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/**
 * The one statement that writes what happened in a run: run, steps, artifact and events together or not at all.
 * Fenced: `hit` is 0, and nothing was written, when the run is no longer running under this worker and attempt.
 */
export function recordChange(sql: Sql, run: HeldRun, change: Change): Promise<{ hit: number }[]> {
  const { artifact: a } = change;
  return sql<{ hit: number }>`
    with fence as (
      update public.runs r set
        progress = greatest(r.progress, ${change.progress ?? 0}::real),
        interruptions = case when ${change.advanced ?? false}::boolean then 0 else r.interruptions end,
        pipeline = coalesce(r.pipeline, ${json(change.pipeline)}::text::jsonb),
        status = coalesce(${change.status ?? null}::text::public.run_status, r.status),
        failure = coalesce(${json(change.failure)}::text::jsonb, r.failure),
        finished_at = case when ${change.status ?? null}::text is null then r.finished_at else now() end,
        lease_expires_at = case when ${change.status ?? null}::text is null then r.lease_expires_at end
      where r.tenant_id = ${run.tenant_id} and r.id = ${run.id}
        and r.attempt = ${run.attempt} and r.worker_id = ${run.worker_id} and r.status = 'running'
      returning r.tenant_id, r.id
    ), created as (
      insert into public.run_steps
        (tenant_id, run_id, key, step, position, depends_on, status, attempt, started_at)
      select fence.tenant_id, fence.id, s.key, s.step, s.position, s.depends_on, s.status::public.step_status, s.attempt,
        case when s.status = 'running' then now() end
      from fence, jsonb_to_recordset(${json(change.create ?? [])}::text::jsonb)
        as s (key text, step text, position int, depends_on text[], status text, attempt int)
    ), changed as (
      update public.run_steps s set
        status = c.status::public.step_status,
        progress = coalesce(c.progress, case when c.begins then 0 else s.progress end),
        message = case when c.begins then null else coalesce(c.message, s.message) end,
        failure = c.failure,
        attempt = s.attempt + case when c.begins then 1 else 0 end,
        started_at = case when c.begins then now() else s.started_at end,
        finished_at = case when c.status in ('pending', 'running') then null else now() end
      from fence, jsonb_to_recordset(${json(change.steps ?? [])}::text::jsonb)
        as c (key text, status text, begins boolean, progress real, message text, failure jsonb)
      where s.tenant_id = fence.tenant_id and s.run_id = fence.id and s.key = c.key
    ), stored as (
      insert into public.artifacts
        (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid, validation_errors)
      select fence.tenant_id, ${a?.id ?? null}::uuid, fence.id, ${a?.step_key ?? null}::text, ${a?.ir_type ?? null}::text,
        ${a?.value ?? null}::text::jsonb, ${a?.sha256 ?? null}::text, ${a?.size_bytes ?? null}::int,
        ${a?.valid ?? null}::boolean, ${json(a?.validation_errors ?? undefined)}::text::jsonb
      from fence where ${a?.id ?? null}::uuid is not null
      on conflict (tenant_id, id) do update set value = excluded.value, sha256 = excluded.sha256,
        size_bytes = excluded.size_bytes, valid = excluded.valid, validation_errors = excluded.validation_errors,
        created_at = excluded.created_at
    ), told as (
      insert into public.run_events (tenant_id, run_id, type, step_key, progress, message)
      select fence.tenant_id, fence.id, e.value ->> 'type', e.value ->> 'step_key', (e.value ->> 'progress')::real,
        e.value ->> 'message'
      from fence, jsonb_array_elements(${json(change.events ?? [])}::text::jsonb) with ordinality e (value, place)
      order by e.place
    )
    select count(*)::int as hit from fence`;
}
