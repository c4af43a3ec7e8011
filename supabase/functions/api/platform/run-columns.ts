import { sql } from "./sql.ts";

/** The contract `Run`, of public.runs as `r`: shared by the nouns that answer with a run. */
export const runColumns = sql`r.id, r.kind, r.status, r.subject_id, r.subject_name, r.progress, r.attempt, r.failure,
  r.trace_id, r.pipeline_version_id, r.model, r.lineage, r.rerun_of, r.from_node, r.ir_validation, r.requested_by, r.created_at, r.started_at, r.finished_at`;
