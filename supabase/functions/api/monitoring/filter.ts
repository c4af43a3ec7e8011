import type { MonitoringQuery, RunFilter } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

const day_ms = 86_400_000;
/** How far back sums look when nobody says. */
const usual_days = 30;

/** A query for sums, with both ends of its range. */
export type Ranged<Q extends MonitoringQuery = MonitoringQuery> = Q & { from: string; to: string };

/** The conditions of a filter on public.runs as `r`, for `every`. */
export const matching = (f: RunFilter): (Query | undefined)[] => [
  f.status && sql`r.status = ${f.status}`,
  f.kind && sql`r.kind = ${f.kind}`,
  f.subject_id === undefined ? undefined : sql`r.subject_id = ${f.subject_id}`,
  f.pipeline_version_id === undefined ? undefined : sql`r.pipeline_version_id = ${f.pipeline_version_id}`,
  f.failure_code === undefined ? undefined : sql`r.failure ->> 'code' = ${f.failure_code}`,
  f.from === undefined ? undefined : sql`r.created_at >= ${f.from}`,
  f.to === undefined ? undefined : sql`r.created_at < ${f.to}`,
];

/** The same with both ends: to now unless said, from 30 days before. Sums over everything there ever was would never end. */
export function withRange<Q extends MonitoringQuery>(q: Q, now = Date.now()): Ranged<Q> {
  // What is created while this is answered still counts.
  const to = q.to ?? new Date(now + 1000).toISOString();
  const from = q.from ?? new Date(Date.parse(to) - usual_days * day_ms).toISOString();
  return { ...q, from, to };
}
