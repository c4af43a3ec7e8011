import type { Dataset, DatasetQuery, DatasetStatus, Profile, Run } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { runColumns } from "../platform/run-columns.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const status = sql`case when d.revision > 0 then 'ready' when r.status in ('queued', 'running') then 'processing'
  else 'failed' end`;
const dataset = sql`d.id, d.name, ${status} as status, d.format, d.size_bytes, d.sha256, d.row_count, d.column_count,
  d.quality_score, d.insight_count, d.revision, d.latest_run_id, d.created_by, d.created_at, d.updated_at`;
const withRun = sql`public.datasets d
  left join public.runs r on r.tenant_id = d.tenant_id and r.id = d.latest_run_id`;

const byStatus: Record<DatasetStatus, Query> = {
  ready: sql`d.revision > 0`,
  processing: sql`d.revision = 0 and r.status in ('queued', 'running')`,
  failed: sql`d.revision = 0 and (r.status is null or r.status not in ('queued', 'running'))`,
};

/** Datasets of the tenant, newest first; one more than the page holds. */
export const listDatasets = (q: DatasetQuery): Query<Dataset> => sql`
  select ${dataset} from ${withRun}
  where ${every([
    afterCursor(q.cursor, sql`d`),
    q.status && byStatus[q.status],
    q.search ? sql`strpos(lower(d.name), lower(${q.search})) > 0` : undefined,
  ])}
  order by d.created_at desc, d.id limit ${q.limit + 1}`;

export const getDataset = (id: string | Query): Query<Dataset> =>
  sql`select ${dataset} from ${withRun} where d.id = ${id}`;

/** The run that the dataset names as its latest; no row before there is one. */
export const getLatestRun = (datasetId: string | Query): Query<Run> => sql`
  select ${runColumns} from public.datasets d
  join public.runs r on r.tenant_id = d.tenant_id and r.id = d.latest_run_id where d.id = ${datasetId}`;

/** Touches no row for a viewer: row-level security lets only editors and owners rename. */
export const renameDataset = (id: string, name: string): Query<{ name: string }> => sql`
  update public.datasets set name = ${name} where id = ${id} returning name`;

export const deleteDataset = (id: string): Query => sql`select public.delete_dataset(${id})`;

export interface ProfileRow {
  profile: Profile;
  dataset_id: string;
  run_id: string;
  revision: number;
  created_at: string;
}
/** The profile of the dataset's current revision. */
export const getProfile = (datasetId: string): Query<ProfileRow> => sql`
  select p.profile, p.dataset_id, p.run_id, p.revision, p.created_at
  from public.datasets d
  join public.dataset_profiles p
    on p.tenant_id = d.tenant_id and p.dataset_id = d.id and p.revision = d.revision
  where d.id = ${datasetId}`;

/** Requests a run and keeps its id for `requestedRun`, later in the same transaction. */
export const requestRun = (datasetId: string, key: string): Query => sql`
  select set_config('app.run', public.run_dataset(${datasetId}, ${key})::text, true)`;

/** `created` is false when the idempotency key had been used: the run is older than this transaction. */
export const requestedRun = sql<Run & { created: boolean }>`
  select ${runColumns}, r.created_at = now() as created from public.runs r
  where r.id = current_setting('app.run')::uuid`;
