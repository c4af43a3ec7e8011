import type { Artifact, ComparedStep, MetricResult, ModelCall, PipelineGraph } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

// A reused step has no result of its own: it is where it was made.
const artifactOf = sql`a.tenant_id = s.tenant_id and a.run_id = coalesce(s.reused_from, s.run_id) and a.step_key = s.key`;

/** The result of a step, from the run that holds it. */
export const getArtifact = (runId: string, key: string): Query<Artifact> => sql`
  select a.id, a.run_id, a.step_key, a.ir_type, a.value, a.sha256, a.size_bytes, a.valid, a.validation_errors,
    a.edited_by, a.created_at
  from public.run_steps s join public.artifacts a on ${artifactOf} where s.run_id = ${runId} and s.key = ${key}`;

/** Everything measured in a run, in the order of its steps. */
export const listMetrics = (runId: string): Query<MetricResult> => sql`
  select m.id, m.run_id, m.run_kind, m.run_status, m.step_key, m.step, m.metric, m.unit, m.value, m.threshold, m.passed,
    m.details, m.created_at
  from public.run_steps s
  join public.metrics_results_v m
    on m.tenant_id = s.tenant_id and m.run_id = coalesce(s.reused_from, s.run_id) and m.step_key = s.key
  where s.run_id = ${runId} order by s.position, m.metric`;

/** What was asked of language models in a run, in the order of its steps; at most 1,000. */
export const listModelCalls = (runId: string): Query<ModelCall> => sql`
  select m.id, m.run_id, m.step_key, m.model, m.input, m.input_sha256, m.output, m.output_sha256, m.input_tokens,
    m.output_tokens, m.cost_usd::float8 as cost_usd, m.ms, m.outcome, m.created_at
  from public.run_steps s
  join public.model_calls m
    on m.tenant_id = s.tenant_id and m.run_id = coalesce(s.reused_from, s.run_id) and m.step_key = s.key
  where s.run_id = ${runId} order by s.position, m.created_at, m.id limit 1000`;

/** Null before the run was first started. */
export const getGraph = (runId: string): Query<{ pipeline: PipelineGraph | null }> => sql`
  select pipeline from public.runs where id = ${runId}`;

/** A step as one side of a comparison, and where its result is. */
export type StepSide = ComparedStep & { key: string; held_by: string; size_bytes: number | null };
export const listSides = (runId: string): Query<StepSide> => sql`
  select s.key, s.step, s.status, (extract(epoch from s.finished_at - s.started_at) * 1000)::float8 as duration_ms,
    s.retries, s.skip_reason, a.sha256, a.valid, a.size_bytes, coalesce(s.reused_from, s.run_id) as held_by
  from public.run_steps s left join public.artifacts a on ${artifactOf}
  where s.run_id = ${runId} order by s.position, s.key`;

export interface HeldValue {
  run_id: string;
  step_key: string;
  value: unknown;
}
/** The results of steps, each named by the run that holds it and its key. At least one. */
export const listValues = (places: readonly Pick<HeldValue, "run_id" | "step_key">[]): Query<HeldValue> => sql`
  select a.run_id, a.step_key, a.value from (values ${places
    .map(({ run_id, step_key }) => sql`(${run_id}::uuid, ${step_key})`)
    .reduce((all, one) => sql`${all}, ${one}`)}) w (run_id, step_key)
  join public.artifacts a on a.run_id = w.run_id and a.step_key = w.step_key`;
