import {
  builtInMetrics,
  type MetricSummary,
  type MonitoringQuery,
  type MonitoringRun,
  type MonitoringRunQuery,
  type StepSummary,
} from "@plumbline/contracts";
import type { z } from "zod";
import { afterCursor } from "../platform/cursor.ts";
import { runColumns } from "../platform/run-columns.ts";
import { every, type Query, sql } from "../platform/sql.ts";
import { matching } from "./filter.ts";

/** Runs with what to look at them for; newest first, one more than the page holds. */
export const listRuns = (q: z.infer<typeof MonitoringRunQuery>): Query<MonitoringRun> => sql`
  select ${runColumns}, ${msBetween(sql`r.created_at`, sql`r.started_at`)} as waited_ms,
    ${msBetween(sql`r.started_at`, sql`r.finished_at`)} as duration_ms,
    (select coalesce(sum(s.retries), 0)::int from public.run_steps s
      where s.tenant_id = r.tenant_id and s.run_id = r.id) as retries,
    (select count(*)::int from public.artifacts a
      where a.tenant_id = r.tenant_id and a.run_id = r.id and not a.valid) as invalid_artifacts,
    (select count(*)::int from public.metric_results m
      where m.tenant_id = r.tenant_id and m.run_id = r.id and m.passed = false) as failed_metrics
  from public.runs r
  where ${every([...matching(q), afterCursor(q.cursor, sql`r`)])}
  order by r.created_at desc, r.id limit ${q.limit + 1}`;

/** The steps that were executed in the runs looked at, if `when`; what was reused is counted where it was made. */
export const sumSteps = (q: MonitoringQuery, when: Query): Query<z.infer<typeof StepSummary>> => sql`
  select s.step, count(*)::int as count, count(*) filter (where s.status = 'succeeded')::int as succeeded,
    count(*) filter (where s.status = 'failed')::int as failed,
    count(*) filter (where s.status = 'skipped')::int as skipped, coalesce(sum(s.retries), 0)::int as retries,
    count(*) filter (where a.valid = false)::int as invalid, ${percentile(0.5)} as p50_ms, ${percentile(0.95)} as p95_ms
  from public.runs r
  join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id and s.reused_from is null
  left join public.artifacts a on a.tenant_id = s.tenant_id and a.run_id = s.run_id and a.step_key = s.key
  where ${every([...matching(q), ofStep(q.step), when])} group by s.step order by s.step`;

export const ofStep = (step: string | undefined): Query | undefined =>
  step === undefined ? undefined : sql`s.step = ${step}`;
export const msBetween = (from: Query, to: Query): Query => sql`(extract(epoch from ${to} - ${from}) * 1000)::float8`;
/** Of how long successful steps took. */
export const percentile = (share: number): Query => sql`percentile_cont(${share}) within group (
  order by ${msBetween(sql`s.started_at`, sql`s.finished_at`)}) filter (where s.status = 'succeeded')`;

export const builtIn = sql`(values ${builtInMetrics
  .map(({ key, aggregation }) => sql`(${key}, ${aggregation})`)
  .reduce((all, one) => sql`${all}, ${one}`)}) as b (key, aggregation)`;

/** Each metric at each node, if `when`, its values made one by the metric's own aggregation; the average where it is gone. */
export const sumMetrics = (q: MonitoringQuery, when: Query): Query<z.infer<typeof MetricSummary>> => sql`
  select s.metric, s.step_key, s.unit, s.aggregation,
    case s.aggregation when 'sum' then s.sum when 'min' then s.min when 'max' then s.max when 'p50' then s.p50
      when 'p95' then s.p95 when 'last' then s.last else s.avg end as value,
    s.min, s.max, s.count, s.passed, s.failed
  from (
    select m.metric, m.step_key, max(m.unit) as unit, coalesce(max(d.aggregation), max(b.aggregation), 'avg') as aggregation,
      sum(m.value) as sum, avg(m.value) as avg, min(m.value) as min, max(m.value) as max,
      percentile_cont(0.5) within group (order by m.value) as p50,
      percentile_cont(0.95) within group (order by m.value) as p95,
      (array_agg(m.value order by m.created_at desc) filter (where m.value is not null))[1] as last,
      count(m.value)::int as count, count(*) filter (where m.passed)::int as passed,
      count(*) filter (where m.passed = false)::int as failed
    from public.runs r
    join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id
    join public.metric_results m on m.tenant_id = s.tenant_id and m.run_id = s.run_id and m.step_key = s.key
    left join public.metric_definitions d on d.tenant_id = m.tenant_id and d.key = m.metric
    left join ${builtIn} on b.key = m.metric
    where ${every([...matching(q), ofStep(q.step), when])}
    group by m.metric, m.step_key
  ) s order by s.step_key, s.metric`;
