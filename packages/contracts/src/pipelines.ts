import { z } from "zod";
import { Fault } from "./errors.ts";
import { isSameJson } from "./json-diff.ts";
import { Id, page, Timestamp } from "./pages.ts";
import { RunKind } from "./runs.ts";
import { StepName } from "./steps.ts";

export const NodeKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "Use small letters, digits and underscores, a letter first");

const Coordinate = z.number().min(-1_000_000).max(1_000_000);

/**
 * One node of a pipeline: a step, what it waits for, and what happens when things go wrong. Stored with every run, so a
 * run goes on as it began.
 */
export const PipelineNode = z
  .strictObject({
    key: NodeKey,
    step: StepName,
    /** Over the step's `default_params`. */
    params: z.record(z.string(), z.unknown()).default({}),
    depends_on: z.array(NodeKey).max(100).default([]),
    /** CEL over `ir.<node>`, `metrics.<node>`, `params` and `input`; false skips the node. */
    condition: z.string().min(1).max(2000).nullable().default(null),
    /** How often a failure that may pass is tried again. */
    retries: z.int().min(0).max(20).default(0),
    /** The longest wait before the first retry; doubles with each, at most 5 minutes. */
    retry_delay_ms: z.int().min(0).max(300_000).default(1_000),
    timeout_ms: z.int().min(1).max(86_400_000).nullable().default(null),
    /** A failure is handed on as an error instead of ending the run, which then ends as `degraded`. */
    continue_on_fail: z.boolean().default(false),
    /** At most `parallel_groups[group]` nodes of one group run at once, 1 when it is not listed there. */
    parallel_group: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/)
      .nullable()
      .default(null),
    /** Key of the metric profile its results are measured with. */
    metric_profile: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/)
      .nullable()
      .default(null),
    /** Where a person put it in the graph, in pixels; says nothing about what is executed. */
    position: z.strictObject({ x: Coordinate, y: Coordinate }).optional(),
  })
  .meta({ ref: "PipelineNode" });
export type PipelineNode = z.infer<typeof PipelineNode>;

export const PipelineNodes = z.array(PipelineNode).min(1).max(200);
export const ParallelGroups = z.record(z.string(), z.int().min(1).max(100));

/** A pipeline as a run executes it. */
export const PipelineGraph = z.strictObject({
  name: z.string(),
  /** 0 is the built-in one. */
  version: z.int().min(0),
  nodes: PipelineNodes,
  parallel_groups: ParallelGroups.default({}),
});
export type PipelineGraph = z.infer<typeof PipelineGraph>;
/** A pipeline as it is written down: what has a default may be left out. */
export type PipelineDefinition = z.input<typeof PipelineGraph>;

export const PipelineVersionStatus = z.enum(["draft", "active", "retired"]);
export type PipelineVersionStatus = z.infer<typeof PipelineVersionStatus>;

/** Number 0 is the one that comes with Plumbline: `id` null, read-only, active while no other is. */
export const PipelineVersion = z
  .object({
    id: Id.nullable(),
    number: z.int().min(0),
    status: PipelineVersionStatus,
    nodes: PipelineNodes,
    parallel_groups: ParallelGroups,
    note: z.string(),
    /** Rises with every save of the draft: a save names the one it read. */
    revision: z.int(),
    created_by: Id.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    activated_at: Timestamp.nullable(),
  })
  .meta({ ref: "PipelineVersion" });
export type PipelineVersion = z.infer<typeof PipelineVersion>;

/** How runs of one kind are executed. `id` null: the tenant never made a version of its own. */
export const Pipeline = z
  .object({
    id: Id.nullable(),
    kind: RunKind,
    name: z.string(),
    description: z.string(),
    /** 0: the built-in one. */
    active_number: z.int().min(0),
    draft_number: z.int().nullable(),
    version_count: z.int(),
    updated_at: Timestamp.nullable(),
  })
  .meta({ ref: "Pipeline" });
export type Pipeline = z.infer<typeof Pipeline>;
export const PipelineList = z.object({ items: z.array(Pipeline) }).meta({ ref: "PipelineList" });
export type PipelineList = z.infer<typeof PipelineList>;
export const PipelineVersionPage = page(PipelineVersion).meta({ ref: "PipelineVersionPage" });
export type PipelineVersionPage = z.infer<typeof PipelineVersionPage>;

/** Owners only. Makes the tenant's pipeline of a kind, with a first draft: the built-in nodes unless others are given. */
export const PipelineCreate = z.object({
  kind: RunKind,
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000).default(""),
});
export type PipelineCreate = z.infer<typeof PipelineCreate>;

/** Owners only. Writes the pipeline's draft, or opens a new one; `revision` is that of the draft that was read. */
export const PipelineDraft = z.object({
  nodes: PipelineNodes,
  parallel_groups: ParallelGroups.default({}),
  note: z.string().trim().max(500).default(""),
  revision: z.int32().nullable(),
});
export type PipelineDraft = z.infer<typeof PipelineDraft>;

/** Owners only. Makes a version the one that new runs use; 0 is the built-in one. */
export const PipelineActivate = z.object({ number: z.int32().min(0) });
export type PipelineActivate = z.infer<typeof PipelineActivate>;

/** Owners only. */
export const PipelineUpdate = PipelineCreate.pick({ name: true })
  .extend({ description: z.string().trim().max(1000) })
  .partial();
export type PipelineUpdate = z.infer<typeof PipelineUpdate>;

/** A pipeline to be looked at without saving it: as far as it has been written. */
export const PipelineCheck = z.object({ nodes: z.array(z.unknown()).max(200) });
export type PipelineCheck = z.infer<typeof PipelineCheck>;
/** What is wrong with it, with JSON pointers into `{ nodes }`; empty means that it can be saved. */
export const PipelineFaults = z.object({ errors: z.array(Fault) }).meta({ ref: "PipelineFaults" });
export type PipelineFaults = z.infer<typeof PipelineFaults>;

export const NodeChange = z.object({
  key: NodeKey,
  change: z.enum(["added", "removed", "changed"]),
  /** Fields that differ, of a node that is in both. */
  fields: z.array(z.string()),
});
export type NodeChange = z.infer<typeof NodeChange>;

const VersionNumber = z.coerce.number().int().min(0).max(1_000_000);
export const PipelineDiffQuery = z.object({ from: VersionNumber, to: VersionNumber });
export type PipelineDiffQuery = z.infer<typeof PipelineDiffQuery>;
/** What changed from version `from` to version `to`; nodes that are equal are left out. */
export const PipelineDiff = z
  .object({ from: z.int(), to: z.int(), changes: z.array(NodeChange), parallel_groups_changed: z.boolean() })
  .meta({ ref: "PipelineDiff" });
export type PipelineDiff = z.infer<typeof PipelineDiff>;

/** What changed from one version to another; where nodes stand in the graph is no change. */
export function diffPipelines(before: readonly PipelineNode[], after: readonly PipelineNode[]): NodeChange[] {
  const old = new Map(before.map((node) => [node.key, node]));
  const kept = new Set(after.map((node) => node.key));
  const changes = after.flatMap((node): NodeChange[] => {
    const was = old.get(node.key);
    if (!was) return [{ key: node.key, change: "added", fields: [] }];
    const earlier = new Map(Object.entries(was));
    const fields = Object.entries(node)
      .filter(([name, value]) => name !== "position" && !isSameJson(earlier.get(name), value))
      .map(([name]) => name);
    return fields.length > 0 ? [{ key: node.key, change: "changed", fields }] : [];
  });
  const removed = before.filter((node) => !kept.has(node.key));
  return [...changes, ...removed.map((node): NodeChange => ({ key: node.key, change: "removed", fields: [] }))];
}
