import {
  type Fault,
  Id,
  type IrSchema,
  type IrSchemaCreate,
  type IrSchemaVersion,
  type JsonSchema,
  type WouldHaveBlocked,
} from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

const builtin = sql`
  select null::uuid as id, 'builtin' as source, s.step, s.output as ir_type, s.step as name, 1 as active_version,
    1 as latest_version, s.registered_at as updated_at
  from public.step_versions s`;
const own = sql`
  select i.id, 'tenant' as source, i.step, s.output as ir_type, i.name, coalesce(v.active, 0) as active_version,
    coalesce(v.latest, 0) as latest_version, i.updated_at
  from public.ir_schemas i
  join public.step_versions s on s.step = i.step
  left join lateral (
    select max(o.version) filter (where o.active) as active, max(o.version) as latest
    from public.ir_schema_versions o where o.tenant_id = i.tenant_id and o.ir_schema_id = i.id
  ) v on true`;

export const listSchemas: Query<IrSchema> = sql`${builtin} union all ${own} order by step, source`;

/** By the id of the tenant's own schema, or by the step for the one that comes with it. */
export const getSchema = (id: string | Query): Query<IrSchema> =>
  isOwn(id) ? sql`${own} where i.id = ${id}` : sql`${builtin} where s.step = ${id}`;

/** Newest first. */
export const listVersions = (id: string | Query): Query<IrSchemaVersion> =>
  isOwn(id)
    ? sql`select id, version, schema, active, note, breaks, created_by, created_at from public.ir_schema_versions
        where ir_schema_id = ${id} order by version desc`
    : sql`select null::uuid as id, 1 as version, output_schema as schema, true as active, 'Comes with the step' as note,
        '[]'::jsonb as breaks, null::uuid as created_by, registered_at as created_at
        from public.step_versions where step = ${id}`;

const isOwn = (id: string | Query): boolean => typeof id !== "string" || Id.safeParse(id).success;

interface Save {
  step: string;
  name: string;
  schema: JsonSchema;
  note: string;
  breaks: Fault[];
  first: boolean;
}
/** Adds a version and keeps the schema's id for `savedSchema`, later in the same transaction. */
export const saveSchema = ({ step, name, schema, note, breaks, first }: Save): Query => sql`
  select set_config('app.ir_schema', s.ir_schema_id::text, true) from public.save_ir_schema(${step}, ${name},
    ${JSON.stringify(schema)}::jsonb, ${note}, ${JSON.stringify(breaks)}::jsonb, ${first}) s`;
export const savedSchema = sql`current_setting('app.ir_schema')::uuid`;

/** Touches no row for anybody but an owner. */
export const renameSchema = (id: string, name: IrSchemaCreate["name"]): Query<{ id: string }> => sql`
  update public.ir_schemas set name = ${name} where id = ${id} returning id`;

export const activateSchema = (id: string, version: number | null): Query => sql`
  select public.activate_ir_schema(${id}, ${version})`;

/** No row for somebody who is no member of the tenant. */
export const wouldHaveBlocked = (days: number): Query<WouldHaveBlocked> => sql`
  select ${days}::int as days, w.runs, w.blocked, w.unchecked from public.would_have_blocked(${days}) w
  where (select private.tenant_id()) is not null`;
