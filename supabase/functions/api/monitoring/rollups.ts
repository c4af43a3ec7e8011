import type { MonitoringQuery } from "@plumbline/contracts";
import { every, type Query, sql } from "../platform/sql.ts";
import type { Ranged } from "./filter.ts";

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;

interface Span {
  from: string;
  to: string;
}
/** What of a range is answered from where. */
interface Parts {
  rollups: (Span & { grain: "hour" | "day" })[];
  /** The whole hours: of these, only runs that are not folded are looked at one by one. */
  whole: Span | undefined;
  /** Parts of an hour, at both ends, which may be empty: all runs are. */
  edges: Span[];
}

/** Splits a range into the largest roll-ups that lie within it, and what is left at its ends. */
export function partsOf({ from, to }: Span, coarsest: "hour" | "day"): Parts {
  // Times have microseconds and more, dates here milliseconds: what is cut off belongs to the hour that is not whole.
  const start = Date.parse(from) + (/\.\d{3}\d*[1-9]/.test(from) ? 1 : 0);
  const first = Math.ceil(start / hour_ms) * hour_ms;
  const last = Math.floor(Date.parse(to) / hour_ms) * hour_ms;
  if (first >= last) return { rollups: [], whole: undefined, edges: [{ from, to }] };
  const span = (a: number, b: number): Span[] =>
    a < b ? [{ from: new Date(a).toISOString(), to: new Date(b).toISOString() }] : [];
  const hours = (a: number, b: number) => span(a, b).map((one) => ({ ...one, grain: "hour" as const }));
  const dayFirst = Math.ceil(first / day_ms) * day_ms;
  const dayLast = Math.floor(last / day_ms) * day_ms;
  const [whole] = span(first, last);
  const rollups =
    coarsest === "hour" || dayFirst >= dayLast
      ? hours(first, last)
      : [
          ...hours(first, dayFirst),
          ...span(dayFirst, dayLast).map((one) => ({ ...one, grain: "day" as const })),
          ...hours(dayLast, last),
        ];
  const edges = [
    { from, to: new Date(first).toISOString() },
    { from: new Date(last).toISOString(), to },
  ];
  return { rollups, whole, edges };
}

/** What is summed: a table of roll-ups as `u`, the view of what single runs add to it as `f`, and the same columns of both. */
export interface Sums {
  table: Query;
  columns: Query;
  view: Query;
  view_columns: Query;
  coarsest?: "hour" | "day";
}

/**
 * The CTEs `tail` and `summed`: roll-ups where they hold everything, and rows of runs that are under way, not folded yet,
 * or in a part of an hour. One statement sees them at one moment, so no run is there twice or not at all.
 */
export function summed(q: Ranged, sums: Sums): Query {
  const { rollups, whole, edges } = partsOf(q, sums.coarsest ?? "day");
  const single = [
    ...edges.map((edge) => sql`select r.id from public.runs r where ${created(edge)}`),
    // Each status by itself: there is an index of the runs that wait, and one of those that are executed.
    ...(whole
      ? [
          sql`select r.id from public.runs r where r.status = 'queued' and ${created(whole)}`,
          sql`select r.id from public.runs r where r.status = 'running' and ${created(whole)}`,
          sql`select r.run_id from public.unfolded_runs r where ${created(whole)}`,
        ]
      : []),
  ];
  const rolled = rollups.map(
    ({ grain, from, to }) => sql`select ${sums.columns} from ${sums.table} u
      where u.grain = ${grain} and u.at >= ${from} and u.at < ${to} and ${every(fitting(q, sql`u`))}`,
  );
  // Run by run, whatever the planner thinks there are of them.
  const rows = sql`select ${sums.view_columns} from tail t
    cross join lateral (select * from ${sums.view} f where f.run_id = t.id and ${every(fitting(q, sql`f`))} offset 0) f`;
  return sql`tail as materialized (${unionAll(single)}), summed as materialized (${unionAll([...rolled, rows])})`;
}

const created = ({ from, to }: Span): Query => sql`r.created_at >= ${from} and r.created_at < ${to}`;
const unionAll = (queries: Query[]): Query =>
  queries.reduce(
    (all, one) => sql`${all}
    union all ${one}`,
  );

const fitting = (q: MonitoringQuery, row: Query): (Query | undefined)[] => [
  q.status && sql`${row}.status = ${q.status}`,
  q.kind && sql`${row}.kind = ${q.kind}`,
  q.pipeline_version_id === undefined ? undefined : sql`${row}.pipeline_version_id = ${q.pipeline_version_id}`,
  q.failure_code === undefined ? undefined : sql`${row}.failure_code = ${q.failure_code}`,
  q.step === undefined ? undefined : sql`${row}.step = ${q.step}`,
];

/** One run's own bucket, as roll-ups keep many. */
export const ownBucket = sql`array[array[f.bucket], array[1]]`;

/**
 * The CTEs `counted` and `ranked`, for `quantile`: the values behind `buckets` of the rows of `from`, one row a bucket,
 * in order within each `key`. A bucket's value is within 2% of all that is in it (20261120000034_monitoring_rollups.sql).
 */
export const ranked = (key: Query, buckets: Query, from: Query): Query => sql`
  counted as (
    select ${key}, b.bucket, sum(b.n)::float8 as n from ${from}
    cross join lateral (select unnest(${buckets}[1:1]) as bucket, unnest(${buckets}[2:2]) as n) b
    where b.bucket is not null group by ${key}, b.bucket
  ), ranked as (
    select ${key}, sum(b.n) over (partition by ${key} order by b.bucket) as upto, sum(b.n) over (partition by ${key}) as total,
      case when b.bucket = 0 then 0
        else sign(b.bucket) * 0.98 * exp((abs(b.bucket) - 100000) * ln(1.02 / 0.98)::float8) end as value
    from counted b
  )`;

/** As percentile_cont over the rows of `ranked`, grouped by its key. */
export const quantile = (share: number): Query => {
  const place = sql`${share} * (total - 1)`;
  const at = (rank: Query) => sql`min(value) filter (where upto > ${rank})`;
  const beyond = sql`max(${place} - floor(${place}))`;
  return sql`(${at(sql`floor(${place})`)} * (1 - ${beyond}) + ${at(sql`ceil(${place})`)} * ${beyond})`;
};
