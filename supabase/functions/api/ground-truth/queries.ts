import type { GroundTruth, GroundTruthCreate, GroundTruthQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const latest = sql`not exists (select from public.ground_truth n
  where n.tenant_id = g.tenant_id and n.scope = g.scope and n.reference = g.reference and n.version > g.version)`;
const truth = sql`g.id, g.scope, g.reference, g.version, ${latest} as current, g.value, g.source, g.run_id, g.reviewer_id,
  g.note, g.created_at`;

/** What counts now, or every version; newest first, one more than the page holds. */
export const listTruth = (q: GroundTruthQuery): Query<GroundTruth> => sql`
  select ${truth} from public.ground_truth g
  where ${every([
    afterCursor(q.cursor, sql`g`),
    q.scope === undefined ? undefined : sql`g.scope = ${q.scope}`,
    q.reference === undefined ? undefined : sql`g.reference = ${q.reference}`,
    q.search ? sql`strpos(lower(g.scope || ' ' || g.reference), lower(${q.search})) > 0` : undefined,
    q.run_id === undefined ? undefined : sql`g.run_id = ${q.run_id}`,
    q.all_versions ? undefined : latest,
  ])}
  order by g.created_at desc, g.id limit ${q.limit + 1}`;

/** Adds the next version and keeps its id for `addedTruth`, later in the same transaction. */
export const addTruth = (t: GroundTruthCreate): Query => sql`
  select set_config('app.ground_truth', public.add_ground_truth(${t.scope}, ${t.reference},
    ${JSON.stringify(t.value ?? null)}::jsonb, ${t.source}, ${t.run_id}, ${t.note})::text, true)`;
export const addedTruth: Query<GroundTruth> = sql`
  select ${truth} from public.ground_truth g where g.id = current_setting('app.ground_truth')::uuid`;
