import type { BulkAnswer, BulkReplay, BulkRequest, JsonSchema, Run, RunReplay } from "@plumbline/contracts";
import { runColumns } from "../platform/run-columns.ts";
import { type Query, sql } from "../platform/sql.ts";

// Each keeps the new run's id for `derivedRun`, later in the same transaction.
const keep = (run: Query): Query => sql`select set_config('app.run', (${run})::text, true)`;
export const rerunRun = (id: string, node: string): Query => keep(sql`select public.rerun_run(${id}, ${node})`);
export const rerunWithIr = (id: string, node: string, value: string): Query =>
  keep(sql`select public.rerun_with_ir(${id}, ${node}, ${value})`);
export const replayRun = (id: string, { pipeline, model }: RunReplay): Query =>
  keep(sql`select public.replay_run(${id}, ${pipeline}, ${model})`);
export const derivedRun: Query<Run> = sql`
  select ${runColumns} from public.runs r where r.id = current_setting('app.run')::uuid`;

/** What a result of a node is held against: the step's own schema and the tenant's active one. */
export interface Demands {
  builtin: JsonSchema | null;
  own: JsonSchema | null;
}
/** No row when the run has not started or has no such node. */
export const getDemands = (runId: string, node: string): Query<Demands> => sql`
  select s.output_schema as builtin, (
      select v.schema from public.ir_schemas i
      join public.ir_schema_versions v on v.tenant_id = i.tenant_id and v.ir_schema_id = i.id and v.active
      where i.tenant_id = r.tenant_id and i.step = n ->> 'step') as own
  from public.runs r cross join lateral jsonb_array_elements(r.pipeline -> 'nodes') n
  left join public.step_versions s on s.step = n ->> 'step'
  where r.id = ${runId} and n ->> 'key' = ${node}`;

export const cancelRuns = ({ filter, confirm }: BulkRequest): Query<BulkAnswer> => sql`
  select matched, done from public.cancel_runs(${JSON.stringify(filter)}::jsonb, ${confirm})`;
export const replayRuns = ({ filter, confirm, pipeline, model }: BulkReplay): Query<BulkAnswer> => sql`
  select matched, done from public.replay_runs(${JSON.stringify(filter)}::jsonb, ${pipeline}, ${model}, ${confirm})`;
