import type { Role } from "@plumbline/contracts";

/** Columns a role may write, `true` for whole rows. A verb that is not named is not granted. */
export interface Grants {
  select?: true;
  insert?: true | string[];
  update?: string[];
  delete?: true;
}

export type Verb = "select" | "insert" | "update" | "delete";

export interface Access {
  /** Members through the API: in their pinned tenant, from the role that `from` names. */
  authenticated: Grants;
  /** A worker job, within its tenant. */
  worker: Grants;
  /** Who may do what, in words; docs/security.md shows this table. */
  rule: string;
  /** Lowest role for each verb of members. Without it viewers read and editors write. */
  from?: Partial<Record<Verb, Role>>;
  /** Whose rows they are; without it the tenant's that `tenant_id` names (check-rls/behaviour/scope.ts). */
  scope?: "tenants" | "members" | "profiles" | "platform";
  /** Members write only rows whose `column` names them, and not those in the state `closed` (column and its SQL value). */
  mine?: { column: string; closed: Record<string, string> };
  /** Members write only rows whose parent in this table is theirs to write (its `mine`). */
  mineThrough?: string;
  /** What nobody may do to a row, the table's owner included. */
  appendOnly?: ("update" | "delete" | "truncate")[];
  /** Each change is written to the audit log by a trigger. */
  audited?: true;
  /** Columns that hold an id without a foreign key, and why. */
  loose?: Record<string, string>;
  /** Why several policies for one verb and role are right here. */
  overlap?: string;
  /** SQL values for columns whose checks, or whose readers, cannot be met by guessing, or whose default hides what there is. */
  sample?: Record<string, string>;
}

/**
 * What every exposed table and view allows: the declaration that `npm run qa:check-rls` derives its expectations from.
 * `anon` may touch none. What is missing here fails the check.
 */
export const accessTable: Record<string, Access> = {
  tenants: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Members see the tenants they belong to, in any status but removed. Created by a function; approved by the platform operator.",
    scope: "tenants",
    audited: true,
  },
  members: {
    authenticated: { select: true },
    worker: {},
    rule: "Everybody sees their own memberships, members the active ones of their tenant, owners all of it. Changed by functions alone.",
    scope: "members",
    audited: true,
    overlap:
      "One sentence each: oneself, the active ones, and for owners all; a single policy would hide which of them lets a row through.",
  },
  profiles: {
    authenticated: { select: true, update: ["display_name", "default_tenant_id"] },
    worker: {},
    rule: "Everybody sees and names themselves; members see the profiles of their tenant's members.",
    scope: "profiles",
    overlap: "Oneself without a tenant, and the others through it.",
  },
  files: {
    authenticated: { select: true, insert: ["tenant_id", "id", "name", "media_type"], delete: true },
    worker: { select: true },
    rule: "Viewers read. Editors add, and take back their own unfinished uploads.",
    mine: { column: "created_by", closed: { stored_at: "now()" } },
  },
  file_chunks: {
    authenticated: { select: true, insert: ["tenant_id", "file_id", "position", "bytes"] },
    worker: { select: true },
    rule: "Viewers read. Editors add to their own unfinished uploads.",
    mineThrough: "files",
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
    loose: { subject_id: "What the run is about: a dataset today, other nouns later; it outlives its subject." },
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
    sample: { revision: "0" },
  },
  step_definitions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    scope: "platform",
  },
  step_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    scope: "platform",
  },
  text_models: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers offer through a function; the platform operator prices.",
    scope: "platform",
  },
  builtin_pipelines: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "The same for all: members of any tenant read. Workers register through a function.",
    scope: "platform",
  },
  ir_schemas: {
    authenticated: { select: true, update: ["name"] },
    worker: { select: true },
    rule: "Viewers read. Owners name them; they add and activate versions through functions.",
    from: { update: "owner" },
    audited: true,
  },
  ir_schema_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add and activate through functions. Nobody changes or removes.",
    audited: true,
  },
  pipelines: {
    authenticated: { select: true, update: ["name", "description", "updated_at"] },
    worker: { select: true },
    rule: "Viewers read. Owners name them, and create, save and activate through functions.",
    from: { update: "owner" },
    audited: true,
    sample: { kind: "'dataset_insight'" },
  },
  pipeline_versions: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners save drafts, activate and roll back through functions.",
    audited: true,
    sample: { status: "'active'", activated_at: "now()" },
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
    from: { insert: "owner", update: "owner", delete: "owner" },
    audited: true,
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
    from: { insert: "owner", update: "owner", delete: "owner" },
    audited: true,
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
  run_rollups: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Workers fold ended runs into them through a function; with the tenant they go.",
    loose: { pipeline_version_id: "What ran: a roll-up outlives what it counts." },
  },
  step_rollups: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Workers fold ended runs into them through a function; with the tenant they go.",
    loose: { pipeline_version_id: "What ran: a roll-up outlives what it counts." },
  },
  metric_rollups: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Workers fold ended runs into them through a function; with the tenant they go.",
    loose: { pipeline_version_id: "What ran: a roll-up outlives what it counts." },
  },
  unfolded_runs: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Written by triggers with each run's end, taken away by the fold.",
  },
  run_gaps: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Written by triggers when runs or their results are removed.",
  },
  run_facts_v: {
    authenticated: { select: true },
    worker: {},
    rule: "A view with the reader's own rights: viewers read.",
  },
  step_facts_v: {
    authenticated: { select: true },
    worker: {},
    rule: "A view with the reader's own rights: viewers read.",
  },
  metric_facts_v: {
    authenticated: { select: true },
    worker: {},
    rule: "A view with the reader's own rights: viewers read.",
  },
  ground_truth: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add versions through a function. Nobody changes or removes.",
    audited: true,
  },
  test_runs: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Editors record through a function; what validation found is kept as a run ends.",
  },
  test_results: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Editors record through a function; what validation found is kept as a run ends.",
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
    from: { select: "owner" },
    appendOnly: ["update", "delete", "truncate"],
    loose: { actor_id: "A profile at the time: the log outlives people." },
  },
  settings: {
    authenticated: { select: true },
    worker: { select: true },
    rule: "Viewers read. Owners add versions through a function; nobody changes or removes one.",
    appendOnly: ["update"],
    audited: true,
  },
  invitations: {
    authenticated: { select: true },
    worker: {},
    rule: "Owners read and, through functions, invite, send again and revoke.",
    from: { select: "owner" },
    audited: true,
  },
  api_keys: {
    authenticated: { select: true },
    worker: {},
    rule: "Owners read and, through functions, make, rotate and revoke. The keys' hashes are private.",
    from: { select: "owner" },
    audited: true,
  },
  feature_flags: {
    authenticated: { select: true },
    worker: {},
    rule: "The platform's: active members of any tenant read; the platform operator writes.",
    scope: "platform",
  },
  feature_overrides: {
    authenticated: { select: true },
    worker: {},
    rule: "Viewers read. Owners set and take back through a function.",
    audited: true,
  },
};

/** Functions that work for all tenants at once, and the tables in which they may change rows of any; what they tell must name none. */
export const forAllTenants: Record<string, string[]> = {
  "private.fold_ended_runs": ["unfolded_runs", "run_rollups", "step_rollups", "metric_rollups"],
};

/**
 * Which functions each role may execute, by name; whatever is not named here, nobody may. Those in `public` are invoker
 * shims for the REST endpoint, those in `private` are called by the edge, the worker or policies.
 */
export const callable: Record<"anon" | "authenticated" | "worker" | "edge", string[]> = {
  anon: ["private.health"],
  authenticated: [
    "private.accept_invitation",
    "private.access",
    "private.activate_ir_schema",
    "private.activate_pipeline",
    "private.add_ground_truth",
    "private.admit",
    "private.cancel_run",
    "private.cancel_runs",
    "private.create_api_key",
    "private.create_dataset",
    "private.create_invitation",
    "private.create_pipeline",
    "private.create_tenant",
    "private.delete_dataset",
    "private.health",
    "private.join_tenant",
    "private.own_features",
    "private.preview_invitation",
    "private.record_test_run",
    "private.replay_run",
    "private.replay_runs",
    "private.requested_tenant_id",
    "private.rerun_run",
    "private.rerun_with_ir",
    "private.resend_invitation",
    "private.revoke_api_key",
    "private.revoke_invitation",
    "private.roll_back_pipeline",
    "private.rotate_api_key",
    "private.run_dataset",
    "private.save_ir_schema",
    "private.save_pipeline_draft",
    "private.save_settings",
    "private.set_feature",
    "private.tenant_id",
    "private.update_member",
    "private.verify_own_audit",
    "private.would_have_blocked",
    "public.activate_ir_schema",
    "public.activate_pipeline",
    "public.add_ground_truth",
    "public.cancel_run",
    "public.cancel_runs",
    "public.create_dataset",
    "public.create_pipeline",
    "public.create_tenant",
    "public.delete_dataset",
    "public.join_tenant",
    "public.record_test_run",
    "public.replay_run",
    "public.replay_runs",
    "public.rerun_run",
    "public.rerun_with_ir",
    "public.roll_back_pipeline",
    "public.run_dataset",
    "public.save_ir_schema",
    "public.save_pipeline_draft",
    "public.update_member",
    "public.would_have_blocked",
  ],
  worker: [
    "private.analyze_young_tables",
    "private.fold_ended_runs",
    "private.job_tenant_id",
    "private.register_steps",
    "private.register_text_models",
    "private.requeue_lost_runs",
    "private.sweep_files",
    "private.worker_gone",
    "private.worker_seen",
  ],
  edge: ["private.enter_with_key", "private.admit_key"],
};
