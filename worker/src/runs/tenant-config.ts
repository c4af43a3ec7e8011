import {
  type JsonSchema,
  type MetricThreshold,
  type PipelineGraph,
  type SettingsOf,
  settings,
} from "@plumbline/contracts";
import { definePipeline } from "../pipelines/define.ts";
import { compileIrSchema, type IrValidator } from "../pipelines/ir-validator.ts";
import type { Measure } from "../pipelines/measure.ts";
import type { Db } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import type { Sql } from "../platform/sql.ts";
import type { Registry } from "./registry.ts";

/** What a tenant decided about its runs, as it was when one was taken. */
export interface TenantConfig {
  /** What happens to results outside their schemas, and how many nodes of a run are under way at once. */
  settings: SettingsOf<"runs">;
  /** The active version of its own pipeline, by kind of run. */
  pipelines: Record<string, { id: string; revision: number }>;
  /** The active version of its own schema, by step. */
  schemas: Record<string, string>;
}

/** Reads it. Ids alone: what they name is loaded once and kept (TenantCache). */
export async function readTenantConfig(sql: Sql, tenantId: string): Promise<TenantConfig> {
  const [row] = await sql<Omit<TenantConfig, "settings"> & { settings: unknown }>`
  select (select s.value from public.settings s where s.tenant_id = ${tenantId} and s.namespace = 'runs'
      order by s.version desc limit 1) as settings,
    coalesce((select jsonb_object_agg(p.kind, jsonb_build_object('id', v.id, 'revision', v.revision))
      from public.pipelines p
      join public.pipeline_versions v on v.tenant_id = p.tenant_id and v.pipeline_id = p.id and v.status = 'active'
      where p.tenant_id = ${tenantId}), '{}') as pipelines,
    coalesce((select jsonb_object_agg(i.step, v.id)
      from public.ir_schemas i
      join public.ir_schema_versions v on v.tenant_id = i.tenant_id and v.ir_schema_id = i.id and v.active
      where i.tenant_id = ${tenantId}), '{}') as schemas`;
  if (!row) throw new Error("unreachable: a select without from has one row");
  // A stored value that no longer fits its contract counts as never set.
  const stored = settings.runs.safeParse(row.settings ?? {});
  return { ...row, settings: stored.success ? stored.data : settings.runs.parse({}) };
}

export interface MetricProfiles {
  profiles: ReadonlyMap<string, readonly MetricThreshold[]>;
  own: ReadonlyMap<string, Measure>;
}

const most = 500;

/** Compiled pipelines and schemas of tenants, kept by the id of a version that never changes. */
export class TenantCache {
  readonly #db: Db;
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #graphs = new Map<string, PipelineGraph>();
  readonly #validators = new Map<string, IrValidator>();

  constructor(db: Db, registry: Registry, log: Logger) {
    this.#db = db;
    this.#registry = registry;
    this.#log = log;
  }

  /** A version of the tenant's own pipeline. Throws AppError pipeline_invalid when this worker cannot execute it. */
  async graph(tenantId: string, version: { id: string; revision?: number }): Promise<PipelineGraph> {
    const name = version.revision === undefined ? undefined : `${tenantId} ${version.id} ${version.revision}`;
    const known = name && this.#graphs.get(name);
    if (known) return known;
    const [row] = await this.#db.statement(
      tenantId,
      (sql) => sql<{ name: string; version: number; nodes: unknown; parallel_groups: unknown }>`
        select p.name, v.number as version, v.nodes, v.parallel_groups from public.pipeline_versions v
        join public.pipelines p on p.tenant_id = v.tenant_id and p.id = v.pipeline_id
        where v.tenant_id = ${tenantId} and v.id = ${version.id}`,
    );
    const graph = definePipeline(row, this.#registry.catalogue.steps);
    if (name) keep(this.#graphs, name, graph);
    return graph;
  }

  /** The validator of a version of the tenant's own schema; one that cannot be compiled refuses nothing, and is logged. */
  async validator(tenantId: string, versionId: string): Promise<IrValidator> {
    const name = `${tenantId} ${versionId}`;
    const known = this.#validators.get(name);
    if (known) return known;
    const [row] = await this.#db.statement(
      tenantId,
      (sql) => sql<{ schema: JsonSchema }>`
        select schema from public.ir_schema_versions where tenant_id = ${tenantId} and id = ${versionId}`,
    );
    const validator = this.#compile(row?.schema ?? {}, tenantId);
    keep(this.#validators, name, validator);
    return validator;
  }

  /** Metric profiles by key, and the metrics they name. */
  async metrics(tenantId: string, keys: readonly string[]): Promise<MetricProfiles> {
    const [profiles, own] = await this.#db.withTenant(tenantId, (tx) =>
      Promise.all([
        tx<{ key: string; metrics: MetricThreshold[] }>`
          select key, metrics from public.metric_profiles where tenant_id = ${tenantId} and key = any (${keys}::text[])`,
        tx<Measure>`select key, unit, expression from public.metric_definitions where tenant_id = ${tenantId}`,
      ]),
    );
    return {
      profiles: new Map(profiles.map((row) => [row.key, row.metrics])),
      own: new Map(own.map((row) => [row.key, row])),
    };
  }

  #compile(schema: JsonSchema, tenantId: string): IrValidator {
    try {
      return compileIrSchema(schema);
    } catch (error) {
      this.#log.error({ error, tenant_id: tenantId }, "an active IR schema cannot be compiled");
      return () => [];
    }
  }
}

function keep<V>(cache: Map<string, V>, name: string, value: V): void {
  const [oldest] = cache.keys();
  if (cache.size >= most && oldest !== undefined) cache.delete(oldest);
  cache.set(name, value);
}
