import type { Insight, InsightQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const insight = sql`i.id, i.dataset_id, i.run_id, i.revision, i.position, i.kind, i.severity, i.title, i.summary,
  to_jsonb(i.next_steps) as next_steps, to_jsonb(i.columns) as columns, i.evidence, i.claims, i.verified, i.verified_by,
  i.verified_rows, i.written_by, i.advisory, i.trace_id, i.created_at`;

/**
 * Insights of the tenant, newest run first, in a run by rank; one more than the page holds. Those of each dataset's
 * current revision, unless a run is named.
 */
export const listInsights = (q: InsightQuery): Query<Insight> => sql`
  select ${insight} from public.insights i
  where ${every([
    afterCursor(q.cursor, sql`i`, true),
    q.dataset_id === undefined ? undefined : sql`i.dataset_id = ${q.dataset_id}`,
    q.run_id === undefined ? current : sql`i.run_id = ${q.run_id}`,
    q.severity && sql`i.severity = ${q.severity}`,
    q.search ? sql`strpos(lower(i.title || ' ' || i.summary), lower(${q.search})) > 0` : undefined,
  ])}
  order by i.created_at desc, i.position, i.id limit ${q.limit + 1}`;

const current = sql`exists (select from public.datasets d
  where d.tenant_id = i.tenant_id and d.id = i.dataset_id and d.revision = i.revision)`;

export const getInsight = (id: string): Query<Insight> => sql`
  select ${insight} from public.insights i where i.id = ${id}`;
