/** Columns a role may write, `true` for all rows' whole record. A verb that is not named is not granted. */
export interface Grants {
  select?: true;
  insert?: true | string[];
  update?: string[];
  delete?: true;
}

export interface Access {
  /** Members through the API; policies narrow further by tenant, role and status. */
  authenticated: Grants;
  /** A worker job, within its tenant. */
  worker: Grants;
  /** Who may do what, in words; docs/security.md shows this table. */
  rule: string;
  /** Rows of the platform, the same in every tenant: nothing in it belongs to one. */
  platform?: true;
}

/**
 * What every exposed table allows: the declaration that isolation tests hold the database to. `anon` may touch none.
 * A table that is missing here fails the tests.
 */
export const accessTable: Record<string, Access> = {
  tenants: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Members see the tenants they belong to, in any status but removed. Created by a function; approved by the platform operator.",
  },
  members: {
    authenticated: { select: true },
    worker: {},
    rule: "Everybody sees their own memberships, members the active ones of their tenant, owners all of it. Changed by functions alone.",
  },
  profiles: {
    authenticated: { select: true, update: ["display_name", "default_tenant_id"] },
    worker: {},
    rule: "Everybody sees and names themselves; members see the profiles of their tenant's members.",
  },
  files: {
    authenticated: { select: true, insert: ["tenant_id", "id", "name", "media_type"], delete: true },
    worker: { select: true },
    rule: "Viewers read. Editors add, and take back their own unfinished uploads.",
  },
  file_chunks: {
    authenticated: { select: true, insert: ["tenant_id", "file_id", "position", "bytes"] },
    worker: { select: true },
    rule: "Viewers read. Editors add to their own unfinished uploads.",
  },
  runs: {
    authenticated: { select: true },
    worker: {
      select: true,
      update: [
        "status",
        "progress",
        "attempt",
        "interruptions",
        "worker_id",
        "lease_expires_at",
        "pipeline",
        "pipeline_version_id",
        "ir_validation",
        "failure",
        "started_at",
        "finished_at",
      ],
    },
    rule: "Viewers read. Editors request and cancel through functions. The worker moves them on.",
  },
  run_steps: {
    authenticated: { select: true },
    worker: {
      select: true,
      insert: true,
      update: [
        "status",
        "progress",
        "message",
        "attempt",
        "retries",
        "next_retry_at",
        "skip_reason",
        "failure",
        "started_at",
        "finished_at",
      ],
    },
    rule: "Viewers read; the worker writes.",
  },
  artifacts: {
    authenticated: { select: true },
    worker: {
      select: true,
      insert: true,
      update: ["value", "sha256", "size_bytes", "valid", "validation_errors", "ir_schema_version_id", "created_at"],
    },
    rule: "Viewers read; the worker writes.",
  },
  run_events: {
    authenticated: { select: true },
    worker: { select: true, insert: ["tenant_id", "run_id", "type", "step_key", "progress", "message", "at"] },
    rule: "Viewers read; the worker appends. Nobody changes or removes.",
  },
  datasets: {
    authenticated: { select: true, update: ["name"] },
    worker: {
      select: true,
      update: ["format", "row_count", "column_count", "quality_score", "insight_count", "revision", "updated_at"],
    },
    rule: "Viewers read. Editors rename; they add, run and delete through functions. The worker publishes.",
  },
  dataset_profiles: {
    authenticated: { select: true },
    worker: { select: true, insert: true },
    rule: "Viewers read; the worker publishes. Nobody changes or removes.",
  },
  insights: {
    authenticated: { select: true },
    worker: { select: true, insert: true },
    rule: "Viewers read; the worker publishes. Nobody changes or removes.",
  },
  step_definitions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    platform: true,
  },
  step_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    platform: true,
  },
  builtin_pipelines: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    platform: true,
  },
  ir_schemas: {
    authenticated: { select: true, update: ["name"] },
    worker: { select: true },
    rule: "Viewers read. Owners name them; they add and activate versions through functions.",
  },
  ir_schema_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add and activate through functions. Nobody changes or removes.",
  },
  pipelines: {
    authenticated: { select: true, update: ["name", "description", "updated_at"] },
    worker: { select: true },
    rule: "Viewers read. Owners name them, and create, save and activate through functions.",
  },
  pipeline_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners save drafts, activate and roll back through functions.",
  },
  metric_definitions: {
    authenticated: {
      select: true,
      insert: ["tenant_id", "key", "unit", "aggregation", "scope", "expression", "description"],
      update: ["unit", "aggregation", "scope", "expression", "description"],
      delete: true,
    },
    worker: { select: true },
    rule: "Viewers read. Owners write.",
  },
  metric_profiles: {
    authenticated: {
      select: true,
      insert: ["tenant_id", "key", "description", "metrics"],
      update: ["description", "metrics", "updated_at"],
      delete: true,
    },
    worker: { select: true },
    rule: "Viewers read. Owners write.",
  },
  metric_results: {
    authenticated: { select: true },
    worker: {
      select: true,
      insert: true,
      update: ["unit", "value", "threshold", "passed", "details", "created_at"],
    },
    rule: "Viewers read; the worker writes.",
  },
  metrics_results_v: {
    authenticated: { select: true },
    worker: {},
    rule: "A view with the reader's own rights: viewers read.",
  },
  ground_truth: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add versions through a function. Nobody changes or removes.",
  },
  test_runs: {
    authenticated: { select: true },
    worker: {
      select: true,
      insert: ["tenant_id", "id", "suite", "run_id", "label", "total", "passed", "started_at", "finished_at"],
    },
    rule: "Viewers read. Editors record through a function; the worker writes what validation found.",
  },
  test_results: {
    authenticated: { select: true },
    worker: { select: true, insert: true },
    rule: "Viewers read. Editors record through a function; the worker writes what validation found.",
  },
  model_calls: {
    authenticated: { select: true },
    worker: { select: true, insert: true },
    rule: "Viewers read; the worker appends, without personal data. Nobody changes or removes.",
  },
  audit_log: {
    authenticated: { select: true },
    worker: {},
    rule: "Owners read. Written by triggers with each change; nobody changes or removes, the table's owner included.",
  },
  settings: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add versions through a function; nobody changes or removes one.",
  },
  invitations: {
    authenticated: { select: true },
    worker: {},
    rule: "Owners read and, through functions, invite, send again and revoke.",
  },
  api_keys: {
    authenticated: { select: true },
    worker: {},
    rule: "Owners read and, through functions, make, rotate and revoke. The keys' hashes are private.",
  },
  feature_flags: {
    authenticated: { select: true },
    worker: {},
    rule: "The platform's: active members of any tenant read; the platform operator writes.",
  },
  feature_overrides: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Owners set and take back through a function.",
  },
};
