import { AppError, type StepStatus } from "@plumbline/contracts";
import type { ClaimedRun } from "./claim.ts";
import type { Engine } from "./engine.ts";
import { Pipeline, type PipelineNode } from "./pipeline.ts";
import type { Json } from "./plain-json.ts";
import { readyNodes, runProgress } from "./plan.ts";
import type { Change, StepChange, StepRow } from "./record.ts";

/** Where a run stands as work on it begins. */
export interface Standing {
  nodes: PipelineNode[];
  states: Map<string, StepStatus>;
  /** Outputs of the steps completed before, by key. */
  outputs: Map<string, Json>;
  /** What starts now; already marked running. */
  start: PipelineNode[];
}

/** Where the run stands, and the change that says that work on it begins. */
export type Planned = Standing & { change: Change };

/**
 * Plans a run from its first step, or from after its last completed step when another worker began it. Throws AppError
 * when the run cannot be executed here.
 */
export async function planRun(engine: Engine, run: ClaimedRun): Promise<Planned> {
  return run.pipeline === null ? planFirst(engine, run) : planResume(engine, run);
}

function planFirst(engine: Engine, run: ClaimedRun): Planned {
  const pipeline = engine.registry.pipeline(run.kind);
  if (!pipeline) {
    throw new AppError("unavailable", `No worker can execute runs of the kind ${run.kind} yet.`, {
      fix: "Run it again once the worker has been updated.",
    });
  }
  const { nodes } = pipeline;
  const start = readyNodes(nodes, new Map());
  const states = new Map<string, StepStatus>(nodes.map((node) => [node.key, "pending"]));
  for (const node of start) states.set(node.key, "running");
  const create = nodes.map(
    (node, position): StepRow => ({
      key: node.key,
      step: node.step,
      position,
      depends_on: node.depends_on,
      status: states.get(node.key) ?? "pending",
      attempt: start.includes(node) ? 1 : 0,
    }),
  );
  return {
    nodes,
    states,
    outputs: new Map(),
    start,
    change: { pipeline, create, events: [{ type: "started" }, ...start.map(stepStarted)] },
  };
}

async function planResume(engine: Engine, run: ClaimedRun): Promise<Planned> {
  const { nodes } = Pipeline.parse(run.pipeline);
  const unknown = nodes.find((node) => !engine.registry.step(node.step));
  if (unknown) {
    throw new AppError(
      "run_interrupted",
      `The run was interrupted, and the step ${unknown.step} it began with is gone.`,
      {
        fix: "Run it again: it will use the current pipeline.",
      },
    );
  }
  const rows = await engine.db.statement(
    run.tenant_id,
    (sql) => sql<{ key: string; value: Json }>`
      select s.key, a.value from public.run_steps s
      join public.artifacts a on a.tenant_id = s.tenant_id and a.run_id = s.run_id and a.step_key = s.key and a.valid
      where s.tenant_id = ${run.tenant_id} and s.run_id = ${run.id} and s.status = 'succeeded'`,
  );
  const outputs = new Map(rows.map((row) => [row.key, row.value]));
  const states = new Map<string, StepStatus>(
    nodes.map((node) => [node.key, outputs.has(node.key) ? "succeeded" : "pending"]),
  );
  const start = readyNodes(nodes, states);
  for (const node of start) states.set(node.key, "running");
  const steps = nodes
    .filter((node) => !outputs.has(node.key))
    .map(
      (node): StepChange =>
        start.includes(node)
          ? { key: node.key, status: "running", begins: true }
          : { key: node.key, status: "pending" },
    );
  return {
    nodes,
    states,
    outputs,
    start,
    change: { progress: runProgress(nodes, states), steps, events: [{ type: "resumed" }, ...start.map(stepStarted)] },
  };
}

/** The event of a node that starts. */
export const stepStarted = (node: PipelineNode) => ({ type: "step_started", step_key: node.key }) as const;
