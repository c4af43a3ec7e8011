/**
 * The obvious way: every answer summed over the rows of the runs in the range when it is asked. What the API did before
 * there were roll-ups, and does where runs are few. `$1` and `$2` are the ends of the range, `$3` the length of a bucket.
 */
const inRange = "r.created_at >= $1::timestamptz and r.created_at < $2::timestamptz";
const ms = (from: string, to: string) => `(extract(epoch from ${to} - ${from}) * 1000)::float8`;

const steps = `
  select s.step, count(*)::int as count, count(*) filter (where s.status = 'succeeded')::int as succeeded,
    count(*) filter (where s.status = 'failed')::int as failed, count(*) filter (where s.status = 'skipped')::int as skipped,
    sum(s.retries)::int as retries, count(*) filter (where a.valid = false)::int as invalid,
    percentile_cont(array[0.5, 0.95]) within group (order by ${ms("s.started_at", "s.finished_at")}) filter (where s.status = 'succeeded') as ms
  from public.runs r
  join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id and s.reused_from is null
  left join public.artifacts a on a.tenant_id = s.tenant_id and a.run_id = s.run_id and a.step_key = s.key
  where ${inRange} group by s.step order by s.step`;

const metrics = `
  select m.metric, m.step_key, avg(m.value) as avg, min(m.value) as min, max(m.value) as max,
    percentile_cont(array[0.5, 0.95]) within group (order by m.value) as quantiles, count(m.value)::int as count,
    count(*) filter (where m.passed)::int as passed, count(*) filter (where m.passed = false)::int as failed
  from public.runs r
  join public.run_steps s on s.tenant_id = r.tenant_id and s.run_id = r.id
  join public.metric_results m on m.tenant_id = s.tenant_id and m.run_id = s.run_id and m.step_key = s.key
  where ${inRange} group by m.metric, m.step_key order by m.step_key, m.metric`;

const at = "date_trunc($3, r.created_at, 'UTC')";
const points = `
  with validated as (
    select ${at} as at, avg(a.valid::int)::float8 as rate from public.runs r
    join public.artifacts a on a.tenant_id = r.tenant_id and a.run_id = r.id and a.ir_type <> 'error@1' and a.edited_by is null
    where ${inRange} and r.ir_validation is distinct from 'off' group by 1
  ), asked as (
    select ${at} as at, sum(m.input_tokens) as input_tokens, sum(m.output_tokens) as output_tokens from public.runs r
    join public.model_calls m on m.tenant_id = r.tenant_id and m.run_id = r.id where ${inRange} group by 1
  ), ended as (
    select ${at} as at, count(*) as runs, count(*) filter (where r.status = 'succeeded') as succeeded,
      count(*) filter (where r.status = 'degraded') as degraded, count(*) filter (where r.status in ('failed', 'timed_out')) as failed,
      percentile_cont(array[0.5, 0.95]) within group (order by ${ms("r.started_at", "r.finished_at")}) as ms
    from public.runs r where ${inRange} group by 1
  )
  select e.*, v.rate, t.input_tokens, t.output_tokens from ended e
  left join validated v on v.at = e.at left join asked t on t.at = e.at order by e.at`;

const causes = `
  select r.failure ->> 'code' as code, count(*)::int as count from public.runs r
  where ${inRange} and r.failure ->> 'code' is not null and $3 <> '' group by 1 order by 2 desc, 1 limit 50`;

export const naive: Record<"trends" | "steps" | "metrics", string[]> = {
  trends: [points, causes],
  steps: [steps],
  metrics: [metrics],
};
