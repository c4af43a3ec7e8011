import {
  Id,
  type PageQuery,
  type Pipeline,
  type PipelineCreate,
  type PipelineDraft,
  type PipelineUpdate,
  type PipelineVersion,
  RunKind,
  type StepVersion,
} from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, Query, sql } from "../platform/sql.ts";

/** Kinds that this API knows: a newer worker may have registered more. */
const knownKinds = new Query(RunKind.options.map((kind) => `'${kind}'`).join(", "), true);

const pipelines = sql`
  select p.id, b.kind, coalesce(p.name, b.name) as name, coalesce(p.description, '') as description,
    coalesce(v.active_number, 0) as active_number, v.draft_number, coalesce(v.version_count, 0)::int as version_count,
    p.updated_at
  from public.builtin_pipelines b
  left join public.pipelines p on p.kind = b.kind
  left join lateral (
    select max(v.number) filter (where v.status = 'active') as active_number,
      max(v.number) filter (where v.status = 'draft') as draft_number, count(*) as version_count
    from public.pipeline_versions v where v.tenant_id = p.tenant_id and v.pipeline_id = p.id
  ) v on true
  where b.kind in (${knownKinds})`;

export const listPipelines: Query<Pipeline> = sql`${pipelines} order by b.kind`;

/** By the id of the tenant's own pipeline, or by the kind whether there is one or not. */
export const getPipeline = (id: string | Query): Query<Pipeline> => sql`${pipelines} and ${isPipeline(id)}`;

const isPipeline = (id: string | Query): Query =>
  id instanceof Query || Id.safeParse(id).success ? sql`p.id = ${id}` : sql`b.kind = ${id}`;

const own = sql`v.id, v.number, v.status, v.nodes, v.parallel_groups, v.note, v.revision, v.created_by, v.created_at,
  v.updated_at, v.activated_at`;
const ownOf = (id: string | Query): Query => sql`public.builtin_pipelines b
  join public.pipelines p on p.kind = b.kind and ${isPipeline(id)}
  join public.pipeline_versions v on v.tenant_id = p.tenant_id and v.pipeline_id = p.id`;

/** The row of a version that is the tenant's own. */
export type OwnVersion = PipelineVersion & { id: string };

export const listVersions = (id: string, { limit, cursor }: PageQuery): Query<OwnVersion> => sql`
  select ${own} from ${ownOf(id)} where ${every([afterCursor(cursor, sql`v`)])}
  order by v.created_at desc, v.id limit ${limit + 1}`;

export const getVersion = (id: string, number: number): Query<PipelineVersion> =>
  number === 0 ? getBuiltin(id) : sql`select ${own} from ${ownOf(id)} where v.number = ${number}`;

export const getDraft = (id: string): Query<PipelineVersion> =>
  sql`select ${own} from ${ownOf(id)} where v.status = 'draft'`;

/** Version 0: what comes with Plumbline, as the workers registered it. */
export const getBuiltin = (id: string): Query<PipelineVersion> => sql`
  select null::uuid as id, 0 as number, case when exists (
      select from public.pipeline_versions v where v.tenant_id = p.tenant_id and v.pipeline_id = p.id and v.status = 'active')
    then 'retired' else 'active' end as status,
    b.nodes, b.parallel_groups, 'Comes with Plumbline' as note, 0 as revision, null::uuid as created_by,
    b.registered_at as created_at, b.registered_at as updated_at, null::timestamptz as activated_at
  from public.builtin_pipelines b left join public.pipelines p on p.kind = b.kind where ${isPipeline(id)}`;

/** A step as far as a pipeline is checked against it. */
export type CheckedStep = Pick<StepVersion, "step" | "input" | "output" | "params_schema" | "default_params">;
export const listCatalogue: Query<CheckedStep> = sql`
  select step, input, output, params_schema, default_params from public.step_versions order by step`;
export const listProfileKeys: Query<{ key: string }> = sql`select key from public.metric_profiles order by key`;

/** Makes the pipeline and keeps its id for `createdPipeline`, later in the same transaction. */
export const createPipeline = ({ kind, name, description }: PipelineCreate): Query => sql`
  select set_config('app.pipeline', public.create_pipeline(${kind}, ${name}, ${description})::text, true)`;
export const createdPipeline = getPipeline(sql`current_setting('app.pipeline')::uuid`);

/** Touches no row for anybody but an owner. */
export const updatePipeline = (id: string, { name, description }: PipelineUpdate): Query<{ id: string }> => sql`
  update public.pipelines set name = coalesce(${name ?? null}, name),
    description = coalesce(${description ?? null}, description), updated_at = now() where id = ${id} returning id`;

export const saveDraft = (id: string, draft: PipelineDraft): Query => sql`
  select number from public.save_pipeline_draft(${id}, ${JSON.stringify(draft.nodes)}::jsonb,
    ${JSON.stringify(draft.parallel_groups)}::jsonb, ${draft.note}, ${draft.revision})`;
export const activate = (id: string, number: number): Query => sql`select public.activate_pipeline(${id}, ${number})`;
export const rollBack = (id: string): Query => sql`select public.roll_back_pipeline(${id})`;
