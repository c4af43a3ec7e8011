import { AppError, type Fault, type IrValidation, PipelineGraph, type StepStatus } from "@plumbline/contracts";
import type { Change, StepChange } from "./change.ts";
import type { ClaimedRun } from "./claim.ts";
import type { Engine } from "./engine.ts";
import { Outputs } from "./outputs.ts";
import { RunState } from "./run-state.ts";
import type { MetricProfiles } from "./tenant-config.ts";

/** Where a run stands as work on it begins. */
export interface Begun {
  state: RunState;
  outputs: Outputs;
  ir_validation: IrValidation;
  /** What its nodes are measured with; undefined when none is. */
  metrics: MetricProfiles | undefined;
  /** What validation said of the nodes completed before. */
  verdicts: Map<string, Fault[]>;
  /** Says that work on it begins. */
  change: Change;
}

/**
 * Plans a run from its first step, or from after its last completed step when another worker began it or it was derived
 * from another run. Throws AppError when it cannot be executed here.
 */
export async function beginRun(engine: Engine, run: ClaimedRun): Promise<Begun> {
  const resumed = run.pipeline !== null;
  const graph = resumed ? storedGraph(engine, run) : await activeGraph(engine, run);
  const state = new RunState(graph);
  const outputs = new Outputs(engine.db, run);
  const verdicts = new Map<string, Fault[]>();
  const profiles = [...new Set(graph.nodes.flatMap((node) => node.metric_profile ?? []))];
  const metrics = profiles.length > 0 ? await engine.cache.metrics(run.tenant_id, profiles) : undefined;
  const ir_validation = run.ir_validation ?? run.config.settings.ir_validation;
  const steps = resumed ? await restore(engine, run, state, outputs, verdicts) : [];
  const change: Change = {
    ...(resumed
      ? { steps }
      : {
          pipeline: graph,
          pipeline_version_id: versionOf(run)?.id ?? null,
          create: graph.nodes.map(({ key, step, depends_on }, position) => ({ key, step, position, depends_on })),
        }),
    ir_validation,
    progress: state.progress(),
    events: [{ type: run.attempt > 1 ? "resumed" : "started" }],
  };
  return { state, outputs, ir_validation, metrics, verdicts, change };
}

/** The version a replay names, else the tenant's active one; undefined: the one that comes with this worker. */
function versionOf(run: ClaimedRun): { id: string; revision?: number } | undefined {
  if (run.builtin_pipeline) return undefined;
  return run.pipeline_version_id === null ? run.config.pipelines[run.kind] : { id: run.pipeline_version_id };
}

async function activeGraph(engine: Engine, run: ClaimedRun): Promise<PipelineGraph> {
  const version = versionOf(run);
  if (version) return engine.cache.graph(run.tenant_id, version);
  const builtIn = engine.registry.pipeline(run.kind);
  if (builtIn) return builtIn;
  throw new AppError("unavailable", `No worker can execute runs of the kind ${run.kind} yet.`, {
    fix: "Run it again once the worker has been updated.",
  });
}

function storedGraph(engine: Engine, run: ClaimedRun): PipelineGraph {
  const graph = PipelineGraph.parse(run.pipeline);
  const unknown = graph.nodes.find((node) => !engine.registry.step(node.step));
  if (!unknown) return graph;
  throw new AppError(
    "run_interrupted",
    `The run was interrupted, and the step ${unknown.step} it began with is gone.`,
    {
      fix: "Run it again: it will use the current pipeline.",
    },
  );
}

interface StoredStep {
  key: string;
  status: StepStatus;
  retries: number;
  waits_ms: number | null;
  reused_from: string | null;
  valid: boolean | null;
  validation_errors: Fault[] | null;
}

/** Takes up what the rows say; what was under way begins anew. */
async function restore(
  engine: Engine,
  run: ClaimedRun,
  state: RunState,
  outputs: Outputs,
  verdicts: Map<string, Fault[]>,
): Promise<StepChange[]> {
  const rows = await engine.db.statement(
    run.tenant_id,
    (sql) => sql<StoredStep>`
      select s.key, s.status, s.retries, s.reused_from, a.valid, a.validation_errors,
        greatest(0, extract(epoch from s.next_retry_at - now()) * 1000)::float8 as waits_ms
      from public.run_steps s
      left join public.artifacts a on a.tenant_id = s.tenant_id and a.run_id = s.run_id and a.step_key = s.key
      where s.tenant_id = ${run.tenant_id} and s.run_id = ${run.id}`,
  );
  const begun: StepChange[] = [];
  for (const row of rows) {
    state.setRetries(row.key, row.retries, row.status === "pending" ? (row.waits_ms ?? undefined) : undefined);
    if (row.status === "running") begun.push({ key: row.key, status: "pending" });
    if (row.status !== "succeeded" && row.status !== "skipped" && row.status !== "failed") continue;
    state.set(row.key, row.status);
    if (row.status !== "skipped") outputs.setStored(row.key, row.reused_from ?? run.id);
    if (row.valid !== null && row.status === "succeeded") verdicts.set(row.key, row.validation_errors ?? []);
  }
  return begun;
}
