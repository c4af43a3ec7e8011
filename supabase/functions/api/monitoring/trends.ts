import type { TrendPoint, TrendQuery } from "@plumbline/contracts";
import type { z } from "zod";
import { invalid } from "../platform/problem.ts";
import { every, type Query, sql } from "../platform/sql.ts";
import { matching, type Ranged as RangedQuery } from "./filter.ts";
import { msBetween, ofStep } from "./queries.ts";

export type Ranged = RangedQuery<z.infer<typeof TrendQuery>>;
// In hours, which summer time does not change.
const bucket_hours = { hour: 1, day: 24, week: 168 };
const mostPoints = 1000;

/** Throws invalid_request when there would be more points than anybody can look at. */
export function requireFewPoints({ from, to, bucket }: Ranged): void {
  const points = (Date.parse(to) - Date.parse(from)) / (3_600_000 * bucket_hours[bucket]);
  if (points <= mostPoints) return;
  const message = `This is ${Math.ceil(points)} points, at most ${mostPoints} are answered`;
  throw invalid("The query is not valid", [
    { location: "query/bucket", message, fix: "Choose a longer bucket or a shorter range" },
  ]);
}

/** What is counted: whole runs, or with a step the executions of that step in them. */
const counted = (q: Ranged, when: Query): Query =>
  q.step === undefined
    ? sql`select r.tenant_id, r.id as run_id, null::text as step_key, r.created_at, r.status::text as status,
        r.started_at, r.finished_at, r.failure, r.ir_validation
      from public.runs r where ${every([...matching(q), when])}`
    : sql`select r.tenant_id, r.id as run_id, s.key as step_key, r.created_at, s.status::text as status,
        s.started_at, s.finished_at, s.failure, r.ir_validation
      from public.runs r
      join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id and s.reused_from is null
      where ${every([...matching(q), ofStep(q.step), when])}`;

/** Every bucket of the range, as `g`. */
export const buckets = (q: Ranged): Query => sql`(
    select at from generate_series(date_trunc(${q.bucket}, ${q.from}::timestamptz, 'UTC'),
      ${q.to}::timestamptz - interval '1 microsecond', ${`${bucket_hours[q.bucket]} hours`}::interval) at
  ) g`;

const isSame = (row: Query): Query => sql`${row}.tenant_id = c.tenant_id and ${row}.run_id = c.run_id
  and (c.step_key is null or ${row}.step_key = c.step_key)`;
const took = msBetween(sql`c.started_at`, sql`c.finished_at`);

/** A point for every bucket of the range, in UTC, those in which nothing happened included; nothing happened unless `when`. */
export const listPoints = (q: Ranged, when: Query): Query<z.infer<typeof TrendPoint>> => sql`
  with counted as (${counted(q, when)}), validated as (
    select date_trunc(${q.bucket}, c.created_at, 'UTC') as at, avg(a.valid::int)::float8 as rate
    from counted c join public.artifacts a on ${isSame(sql`a`)} and a.ir_type <> 'error@1' and a.edited_by is null
    where c.ir_validation is distinct from 'off' group by 1
  ), asked as (
    select date_trunc(${q.bucket}, c.created_at, 'UTC') as at, sum(m.input_tokens) as input_tokens,
      sum(m.output_tokens) as output_tokens, sum(m.cost_usd) as cost_usd, count(*) filter (where m.cost_usd is null) as unpriced_calls
    from counted c join public.model_calls m on ${isSame(sql`m`)} group by 1
  ), ended as (
    select date_trunc(${q.bucket}, c.created_at, 'UTC') as at, count(*) as runs,
      count(*) filter (where c.status = 'succeeded') as succeeded, count(*) filter (where c.status = 'degraded') as degraded,
      count(*) filter (where c.status in ('failed', 'timed_out')) as failed,
      percentile_cont(0.5) within group (order by ${took}) as p50_ms,
      percentile_cont(0.95) within group (order by ${took}) as p95_ms
    from counted c group by 1
  )
  select g.at, coalesce(e.runs, 0)::int as runs, coalesce(e.succeeded, 0)::int as succeeded,
    coalesce(e.degraded, 0)::int as degraded, coalesce(e.failed, 0)::int as failed, v.rate as validation_pass_rate,
    e.p50_ms, e.p95_ms, coalesce(t.input_tokens, 0)::bigint as input_tokens, coalesce(t.output_tokens, 0)::bigint as output_tokens,
    coalesce(t.cost_usd, 0)::float8 as cost_usd, coalesce(t.unpriced_calls, 0)::bigint as unpriced_calls
  from ${buckets(q)} left join ended e on e.at = g.at left join validated v on v.at = g.at left join asked t on t.at = g.at
  where (select private.tenant_id()) is not null order by g.at`;

/** Why runs, or with a step its executions, did not succeed, if `when`; the commonest first. */
export const listFailureCauses = (q: Ranged, when: Query): Query<{ code: string; count: number }> => sql`
  select c.failure ->> 'code' as code, count(*)::int as count from (${counted(q, when)}) c
  where c.failure ->> 'code' is not null group by 1 order by 2 desc, 1 limit 50`;
