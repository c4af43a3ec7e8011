import type { Sql } from "../platform/sql.ts";
import type { Pending } from "./change.ts";
import type { RunInfo } from "./step.ts";

/** A run this worker holds: what a write must name to be let through. `worker_id` names worker and take. */
export interface HeldRun extends RunInfo {
  worker_id: string;
}

/** What is written of one run. */
export interface Entry {
  run: HeldRun;
  change: Pending;
}

/**
 * The one statement that writes what happened in runs of a tenant: run, steps, artifacts, metrics and events together or
 * not at all. Fenced run by run: the ids it answers are those that are still running under this worker and attempt; of
 * the others nothing was written. A run may be in it once.
 */
export async function recordChanges(sql: Sql, entries: readonly Entry[]): Promise<Set<string>> {
  const [first] = entries;
  if (!first) return new Set();
  const tenantId = first.run.tenant_id;
  const now = performance.now();
  const rows = sectionsOf(
    entries.toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1)),
    now,
  );
  const hits = await sql<{ id: string }>`
    with given as materialized (
      select * from jsonb_to_recordset(${rows.runs}::text::jsonb) as g (id uuid, attempt int, worker_id text, progress real,
        advanced boolean, pipeline jsonb, pipeline_version_id uuid, ir_validation text, status text, failure jsonb, release_in_ms float8)
    ), held as materialized (
      -- Locked one by one in the order given, or two statements over the same runs could wait for each other.
      select r.id from given g cross join lateral (
        select r.id from public.runs r
        where r.tenant_id = ${tenantId} and r.id = g.id and r.attempt = g.attempt
          and r.worker_id = g.worker_id and r.status = 'running'
        for no key update) r
    ), fence as (
      update public.runs r set
        progress = greatest(r.progress, g.progress),
        interruptions = case when g.advanced then 0 else r.interruptions end,
        pipeline = coalesce(r.pipeline, g.pipeline),
        pipeline_version_id = coalesce(r.pipeline_version_id, g.pipeline_version_id),
        ir_validation = coalesce(r.ir_validation, g.ir_validation),
        status = coalesce(g.status::public.run_status, r.status),
        failure = coalesce(g.failure, r.failure),
        finished_at = case when g.status is null then r.finished_at else now() end,
        worker_id = case when g.release_in_ms is null then r.worker_id end,
        lease_expires_at = case when g.status is not null then null
          when g.release_in_ms is not null then now() + g.release_in_ms * interval '1 ms' else r.lease_expires_at end
      from held h join given g on g.id = h.id
      where r.tenant_id = ${tenantId} and r.id = h.id
      returning r.id
    ), created as (
      insert into public.run_steps (tenant_id, run_id, key, step, position, depends_on, status, progress, message, attempt,
        failure, retries, next_retry_at, skip_reason, started_at, finished_at)
      select ${tenantId}::uuid, s.run, s.key, s.step, s.position, s.depends_on, s.status::public.step_status, coalesce(s.progress, 0),
        s.message, s.begins, s.failure, coalesce(s.retries, 0), now() + s.retry_in_ms * interval '1 ms', s.skip_reason,
        now() - s.started_ms * interval '1 ms', now() - s.finished_ms * interval '1 ms'
      from jsonb_to_recordset(${rows.create}::text::jsonb) as s (run uuid, key text, step text, position int,
        depends_on text[], status text, progress real, message text, begins int, failure jsonb, retries int,
        retry_in_ms float8, skip_reason text, started_ms float8, finished_ms float8)
      where (s.run in (select id from fence)) is true
    ), changed as (
      update public.run_steps s set
        status = c.status::public.step_status,
        progress = coalesce(c.progress, case when c.begins > 0 then 0 else s.progress end),
        message = case when c.begins > 0 then c.message else coalesce(c.message, s.message) end,
        failure = c.failure,
        attempt = s.attempt + c.begins,
        retries = coalesce(c.retries, s.retries),
        next_retry_at = now() + c.retry_in_ms * interval '1 ms',
        skip_reason = coalesce(c.skip_reason, s.skip_reason),
        started_at = coalesce(now() - c.started_ms * interval '1 ms', s.started_at),
        finished_at = now() - c.finished_ms * interval '1 ms'
      from jsonb_to_recordset(${rows.steps}::text::jsonb) as c (run uuid, key text, status text, progress real,
        message text, begins int, failure jsonb, retries int, retry_in_ms float8, skip_reason text, started_ms float8,
        finished_ms float8)
      where s.tenant_id = ${tenantId} and s.run_id = c.run and s.key = c.key and (c.run in (select id from fence)) is true
    ), stored as (
      insert into public.artifacts
        (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid, validation_errors, ir_schema_version_id)
      select ${tenantId}::uuid, a.id, a.run, a.step_key, a.ir_type, coalesce(a.value, 'null'), a.sha256, a.size_bytes, a.valid, a.validation_errors,
        a.ir_schema_version_id
      from jsonb_to_recordset(${rows.artifacts}::text::jsonb) as a (run uuid, id uuid, step_key text, ir_type text,
        value jsonb, sha256 text, size_bytes int, valid boolean, validation_errors jsonb, ir_schema_version_id uuid)
      where (a.run in (select id from fence)) is true
      on conflict (tenant_id, id) do update set value = excluded.value, sha256 = excluded.sha256,
        size_bytes = excluded.size_bytes, valid = excluded.valid, validation_errors = excluded.validation_errors,
        ir_schema_version_id = excluded.ir_schema_version_id, created_at = excluded.created_at
    ), measured as (
      insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit, value, threshold, passed, details)
      select ${tenantId}::uuid, m.id, m.run, m.step_key, m.metric, m.unit, m.value, m.threshold, m.passed, m.details
      from jsonb_to_recordset(${rows.metrics}::text::jsonb) as m (run uuid, id uuid, step_key text, metric text,
        unit text, value float8, threshold text, passed boolean, details jsonb)
      where (m.run in (select id from fence)) is true
      on conflict (tenant_id, id) do update set unit = excluded.unit, value = excluded.value,
        threshold = excluded.threshold, passed = excluded.passed, details = excluded.details, created_at = excluded.created_at
    ), told as (
      insert into public.run_events (tenant_id, run_id, type, step_key, progress, message, at)
      select ${tenantId}::uuid, e.run, e.type, e.step_key, e.progress, e.message, clock_timestamp() - e.ago_ms * interval '1 ms'
      from jsonb_to_recordset(${rows.events}::text::jsonb) as e (place int, run uuid, type text, step_key text,
        progress real, message text, ago_ms float8)
      where (e.run in (select id from fence)) is true
      order by e.place
    )
    select id from fence`;
  return new Set(hits.map((row) => row.id));
}

/** The parameters of the statement: JSON arrays, each row naming its run. */
function sectionsOf(entries: readonly Entry[], now: number) {
  const runs: object[] = [];
  const create: object[] = [];
  const steps: object[] = [];
  const artifacts: string[] = [];
  const metrics: object[] = [];
  const events: object[] = [];
  for (const { run, change } of entries) {
    runs.push({ id: run.id, attempt: run.attempt, worker_id: run.worker_id, ...change.head });
    const fresh = new Set<string>();
    for (const row of change.create) {
      fresh.add(row.key);
      const folded = change.steps.get(row.key);
      create.push({ run: run.id, ...row, ...(folded ? stepRow(folded, now) : { status: "pending", begins: 0 }) });
    }
    for (const step of change.steps.values()) {
      if (!fresh.has(step.key)) steps.push({ run: run.id, ...stepRow(step, now) });
    }
    // The value is JSON already, and may be large: it is put in as it is.
    for (const { value, ...row } of change.artifacts.values()) {
      artifacts.push(`${JSON.stringify({ run: run.id, ...row }).slice(0, -1)},"value":${value}}`);
    }
    for (const metric of change.metrics) metrics.push({ run: run.id, ...metric });
    for (const { at, ...event } of change.events) {
      events.push({ run: run.id, place: events.length, ...event, ago_ms: now - at });
    }
  }
  return {
    runs: JSON.stringify(runs),
    create: JSON.stringify(create),
    steps: JSON.stringify(steps),
    artifacts: `[${artifacts.join(",")}]`,
    metrics: JSON.stringify(metrics),
    events: JSON.stringify(events),
  };
}

function stepRow({ started_at, finished_at, ...step }: NonNullable<ReturnType<Pending["steps"]["get"]>>, now: number) {
  return {
    ...step,
    started_ms: started_at === undefined ? null : now - started_at,
    finished_ms: finished_at === undefined ? null : now - finished_at,
  };
}
