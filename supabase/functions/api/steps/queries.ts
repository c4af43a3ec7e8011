import type { StepVersion } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

/** Every version of every step that a worker has registered, by key and version. */
export const listSteps: Query<StepVersion> = sql`
  select v.step, v.key, v.version, d.description, v.input, v.output, v.output_schema, v.params_schema, v.default_params,
    v.asks_model, v.registered_at
  from public.step_versions v join public.step_definitions d on d.key = v.key order by v.key, v.version`;
