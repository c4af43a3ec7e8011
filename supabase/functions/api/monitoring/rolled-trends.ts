import type { TrendPoint } from "@plumbline/contracts";
import type { z } from "zod";
import { type Query, sql } from "../platform/sql.ts";
import { ownBucket, quantile, ranked, type Sums, summed } from "./rollups.ts";
import { buckets, type Ranged } from "./trends.ts";

/** Whole runs, or with a step its executions: the same columns of both. */
const counted = (q: Ranged): Sums => ({
  ...(q.step === undefined
    ? {
        table: sql`public.run_rollups`,
        columns: sql`date_trunc(${q.bucket}, u.at, 'UTC') as at, u.status::text as status, u.failure_code as code, u.runs, u.validated,
          u.valid, u.input_tokens, u.output_tokens, u.cost_usd, u.unpriced_calls, u.durations`,
        view: sql`public.run_facts_v`,
        view_columns: sql`date_trunc(${q.bucket}, f.at, 'UTC'), f.status::text, f.failure_code, 1, f.validated, f.valid,
          f.input_tokens, f.output_tokens, f.cost_usd, f.unpriced_calls, ${ownBucket}`,
      }
    : {
        table: sql`public.step_rollups`,
        columns: sql`date_trunc(${q.bucket}, u.at, 'UTC') as at, u.step_status::text as status, u.step_failure_code as code,
          u.executions as runs, u.validated, u.valid, u.input_tokens, u.output_tokens, u.cost_usd, u.unpriced_calls, u.durations`,
        view: sql`public.step_facts_v`,
        view_columns: sql`date_trunc(${q.bucket}, f.at, 'UTC'), f.step_status::text, f.step_failure_code, 1, f.validated, f.valid,
          f.input_tokens, f.output_tokens, f.cost_usd, f.unpriced_calls, ${ownBucket}`,
      }),
  coarsest: q.bucket === "hour" ? "hour" : "day",
});

/** As listPoints, from roll-ups: p50_ms and p95_ms within 2%. */
export const rolledPoints = (q: Ranged): Query<z.infer<typeof TrendPoint>> => sql`
  with ${summed(q, counted(q))},
  ${ranked(sql`at`, sql`durations`, sql`summed s`)},
  quantiles as (
    select at, ${quantile(0.5)} as p50_ms, ${quantile(0.95)} as p95_ms from ranked group by at
  ), ended as (
    select s.at, sum(s.runs) as runs, sum(s.runs) filter (where s.status = 'succeeded') as succeeded,
      sum(s.runs) filter (where s.status = 'degraded') as degraded,
      sum(s.runs) filter (where s.status in ('failed', 'timed_out')) as failed,
      sum(s.valid)::float8 / nullif(sum(s.validated), 0)::float8 as rate, sum(s.input_tokens) as input_tokens,
      sum(s.output_tokens) as output_tokens, sum(s.cost_usd) as cost_usd, sum(s.unpriced_calls) as unpriced_calls
    from summed s group by s.at
  )
  select g.at, coalesce(e.runs, 0)::bigint as runs, coalesce(e.succeeded, 0)::bigint as succeeded,
    coalesce(e.degraded, 0)::bigint as degraded, coalesce(e.failed, 0)::bigint as failed, e.rate as validation_pass_rate,
    k.p50_ms, k.p95_ms, coalesce(e.input_tokens, 0)::bigint as input_tokens, coalesce(e.output_tokens, 0)::bigint as output_tokens,
    coalesce(e.cost_usd, 0)::float8 as cost_usd, coalesce(e.unpriced_calls, 0)::bigint as unpriced_calls
  from ${buckets(q)} left join ended e on e.at = g.at left join quantiles k on k.at = g.at
  where (select private.tenant_id()) is not null order by g.at`;

/** As listFailureCauses, from roll-ups. */
export const rolledFailureCauses = (q: Ranged): Query<{ code: string; count: number }> => sql`
  with ${summed(q, counted(q))}
  select s.code, sum(s.runs)::bigint as count from summed s
  where s.code is not null group by s.code order by 2 desc, 1 limit 50`;
