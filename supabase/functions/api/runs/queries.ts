import type { Run, RunDetail, RunEvent, RunQuery, RunStatus, RunStep } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { runColumns } from "../platform/run-columns.ts";
import { every, type Query, sql } from "../platform/sql.ts";

/** Runs of the tenant, newest first; one more than the page holds. */
export const listRuns = ({ limit, cursor, status, kind, subject_id }: RunQuery): Query<Run> => sql`
  select ${runColumns} from public.runs r
  where ${every([
    afterCursor(cursor, sql`r`),
    status && sql`r.status = ${status}`,
    kind && sql`r.kind = ${kind}`,
    subject_id === undefined ? undefined : sql`r.subject_id = ${subject_id}`,
  ])}
  order by r.created_at desc, r.id limit ${limit + 1}`;

export const getRun = (id: string): Query<Run> => sql`select ${runColumns} from public.runs r where r.id = ${id}`;

/** The run with what it rests on; its steps are `listSteps`. */
export const getRunDetail = (id: string): Query<Omit<RunDetail, "steps">> => sql`
  select ${runColumns}, r.features, coalesce(r.input -> 'settings', '{}') as settings from public.runs r where r.id = ${id}`;

/** The contract RunStep, in the pipeline's order. */
export const listSteps = (runId: string): Query<RunStep> => sql`
  select key, step, position, to_jsonb(depends_on) as depends_on, status, progress, message, attempt, retries,
    next_retry_at, skip_reason, reused_from, failure, started_at, finished_at
  from public.run_steps where run_id = ${runId} order by position, key`;

export const cancelRun = (id: string): Query => sql`select public.cancel_run(${id})`;

export const getRunStatus = (id: string): Query<{ status: RunStatus }> => sql`
  select status from public.runs where id = ${id}`;

/** What happened in the run after `seq`, in order. */
export const listEvents = (runId: string, seq: number): Query<RunEvent> => sql`
  select seq, run_id, type, step_key, progress, message, at
  from public.run_events where run_id = ${runId} and seq > ${seq} order by seq limit 500`;
