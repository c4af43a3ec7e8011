import type {
  MetricDefinition,
  MetricDefinitionUpdate,
  MetricDefinitionWrite,
  MetricProfile,
  MetricProfileUpdate,
  MetricProfileWrite,
  MetricResult,
  MetricResultQuery,
} from "@plumbline/contracts";
import type { z } from "zod";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const definition = sql`d.id, d.key, d.unit, d.aggregation, d.scope, d.expression, d.description, d.created_at`;
// Retired versions keep the name: what they did is history, and activating one again checks it.
const versionsWith = sql`public.pipeline_versions v join public.pipelines l on l.tenant_id = v.tenant_id and l.id = v.pipeline_id
  where v.status in ('draft', 'active') and v.nodes @> jsonb_build_array(jsonb_build_object('metric_profile', p.key))`;
const usedBy = sql`select jsonb_agg(jsonb_build_object('kind', l.kind, 'name', l.name, 'number', v.number, 'status', v.status)
  order by l.name, v.number) from ${versionsWith}`;
const profile = sql`p.id, p.key, p.description, p.metrics, coalesce((${usedBy}), '[]') as used_by, p.created_at, p.updated_at`;

export const listDefinitions: Query<MetricDefinition> = sql`
  select ${definition} from public.metric_definitions d order by d.key`;
export const listProfiles: Query<MetricProfile> = sql`select ${profile} from public.metric_profiles p order by p.key`;
export const getDefinition = (id: string): Query<MetricDefinition> => sql`
  select ${definition} from public.metric_definitions d where d.id = ${id}`;
export const getProfile = (id: string): Query<MetricProfile> => sql`
  select ${profile} from public.metric_profiles p where p.id = ${id}`;

/** Row-level security lets only owners write; anybody else is refused by the database. */
export const createDefinition = (w: MetricDefinitionWrite): Query<MetricDefinition> => sql`
  insert into public.metric_definitions as d (tenant_id, key, unit, aggregation, scope, expression, description)
  values ((select private.tenant_id()), ${w.key}, ${w.unit ?? ""}, ${w.aggregation}, ${w.scope}, ${w.expression},
    ${w.description ?? ""}) returning ${definition}`;
export const createProfile = (w: MetricProfileWrite): Query<MetricProfile> => sql`
  insert into public.metric_profiles as p (tenant_id, key, description, metrics)
  values ((select private.tenant_id()), ${w.key}, ${w.description ?? ""}, ${JSON.stringify(w.metrics)}::jsonb)
  returning ${profile}`;

/** Touches no row for anybody but an owner. */
export const updateDefinition = (id: string, u: MetricDefinitionUpdate): Query<MetricDefinition> => sql`
  update public.metric_definitions d set unit = coalesce(${u.unit ?? null}, d.unit),
    aggregation = coalesce(${u.aggregation ?? null}, d.aggregation), scope = coalesce(${u.scope ?? null}, d.scope),
    expression = coalesce(${u.expression ?? null}, d.expression),
    description = coalesce(${u.description ?? null}, d.description)
  where d.id = ${id} returning ${definition}`;
export const updateProfile = (id: string, u: MetricProfileUpdate): Query<MetricProfile> => sql`
  update public.metric_profiles p set description = coalesce(${u.description ?? null}, p.description),
    metrics = coalesce(${u.metrics ? JSON.stringify(u.metrics) : null}::jsonb, p.metrics), updated_at = now()
  where p.id = ${id} returning ${profile}`;

const profilesWith = sql`public.metric_profiles p
  where p.metrics @> jsonb_build_array(jsonb_build_object('metric', d.key))`;
/** Profiles that measure with a definition. */
export const usersOfDefinition = (id: string): Query<{ key: string }> => sql`
  select p.key from public.metric_definitions d cross join lateral (select p.key from ${profilesWith}) p
  where d.id = ${id} order by p.key`;
/** Leaves a definition that is used alone, and touches no row for anybody but an owner. */
export const deleteDefinition = (id: string): Query<{ id: string }> => sql`
  delete from public.metric_definitions d where d.id = ${id} and not exists (select from ${profilesWith}) returning d.id`;

/** Pipeline versions whose nodes name a profile. */
export const usersOfProfile = (id: string): Query<{ key: string }> => sql`
  select v.key from public.metric_profiles p
  cross join lateral (select l.name || ' ' || v.number as key from ${versionsWith}) v where p.id = ${id} order by v.key`;
/** Leaves a profile that is used alone, and touches no row for anybody but an owner. */
export const deleteProfile = (id: string): Query<{ id: string }> => sql`
  delete from public.metric_profiles p where p.id = ${id} and not exists (select from ${versionsWith}) returning p.id`;

export const listResults = (q: z.infer<typeof MetricResultQuery>): Query<MetricResult> => sql`
  select m.id, m.run_id, m.run_kind, m.run_status, m.step_key, m.step, m.metric, m.unit, m.value, m.threshold, m.passed,
    m.details, m.created_at
  from public.metrics_results_v m
  where ${every([
    afterCursor(q.cursor, sql`m`),
    q.run_id === undefined ? undefined : sql`m.run_id = ${q.run_id}`,
    q.metric === undefined ? undefined : sql`m.metric = ${q.metric}`,
  ])}
  order by m.created_at desc, m.id limit ${q.limit + 1}`;
