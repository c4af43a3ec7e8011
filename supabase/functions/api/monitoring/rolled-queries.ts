import type { MetricSummary, MonitoringQuery, StepSummary } from "@plumbline/contracts";
import type { z } from "zod";
import { type Query, sql } from "../platform/sql.ts";
import type { Ranged } from "./filter.ts";
import { builtIn } from "./queries.ts";
import { ownBucket, quantile, ranked, type Sums, summed } from "./rollups.ts";

const steps: Sums = {
  table: sql`public.step_rollups`,
  columns: sql`u.step, u.step_status, u.executions, u.retries, u.invalid, u.durations`,
  view: sql`public.step_facts_v`,
  view_columns: sql`f.step, f.step_status, 1, f.retries, f.invalid, ${ownBucket}`,
};

/** As sumSteps, from roll-ups: p50_ms and p95_ms within 2%. */
export const rolledSteps = (q: Ranged<MonitoringQuery>): Query<z.infer<typeof StepSummary>> => sql`
  with ${summed(q, steps)},
  ${ranked(sql`step`, sql`durations`, sql`(select * from summed where step_status = 'succeeded') s`)},
  quantiles as (
    select step, ${quantile(0.5)} as p50_ms, ${quantile(0.95)} as p95_ms from ranked group by step
  )
  select s.step, sum(s.executions)::bigint as count,
    coalesce(sum(s.executions) filter (where s.step_status = 'succeeded'), 0)::bigint as succeeded,
    coalesce(sum(s.executions) filter (where s.step_status = 'failed'), 0)::bigint as failed,
    coalesce(sum(s.executions) filter (where s.step_status = 'skipped'), 0)::bigint as skipped,
    sum(s.retries)::bigint as retries, sum(s.invalid)::bigint as invalid, max(k.p50_ms) as p50_ms, max(k.p95_ms) as p95_ms
  from summed s left join quantiles k on k.step = s.step group by s.step order by s.step`;

const metrics: Sums = {
  table: sql`public.metric_rollups`,
  columns: sql`u.metric, u.step_key, u.unit, u.count, u.passed, u.failed, u.sum, u.min, u.max, u.last, u.buckets`,
  view: sql`public.metric_facts_v`,
  view_columns: sql`f.metric, f.step_key, f.unit, (f.value is not null)::int, (f.passed is true)::int, (f.passed is false)::int,
    f.value, f.value, f.value, f.last, ${ownBucket}`,
};

/** As sumMetrics, from roll-ups: the aggregations p50 and p95 within 2%. */
export const rolledMetrics = (q: Ranged<MonitoringQuery>): Query<z.infer<typeof MetricSummary>> => sql`
  with ${summed(q, metrics)},
  known as (
    select m.metric, coalesce(max(d.aggregation), max(b.aggregation), 'avg') as aggregation
    from (select distinct s.metric from summed s) m
    left join public.metric_definitions d on d.key = m.metric left join ${builtIn} on b.key = m.metric
    group by m.metric
  ),
  ${ranked(
    sql`metric, step_key`,
    sql`buckets`,
    sql`(select s.* from summed s join known k on k.metric = s.metric where k.aggregation in ('p50', 'p95')) s`,
  )},
  quantiles as (
    select metric, step_key, ${quantile(0.5)} as p50, ${quantile(0.95)} as p95 from ranked group by metric, step_key
  ), nodes as (
    select s.metric, s.step_key, max(s.unit) as unit, sum(s.count)::bigint as count, sum(s.passed)::bigint as passed,
      sum(s.failed)::bigint as failed, sum(s.sum) as sum, min(s.min) as min, max(s.max) as max, (max(s.last))[2] as last
    from summed s group by s.metric, s.step_key
  )
  select n.metric, n.step_key, n.unit, k.aggregation,
    case k.aggregation when 'sum' then n.sum when 'min' then n.min when 'max' then n.max when 'last' then n.last
      when 'p50' then least(greatest(t.p50, n.min), n.max) when 'p95' then least(greatest(t.p95, n.min), n.max)
      else n.sum / nullif(n.count, 0) end as value,
    n.min, n.max, n.count, n.passed, n.failed
  from nodes n join known k on k.metric = n.metric
  left join quantiles t on t.metric = n.metric and t.step_key = n.step_key order by n.step_key, n.metric`;
