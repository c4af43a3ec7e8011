import { AppError } from "@plumbline/contracts";
import { definePipeline, type Pipeline, type PipelineDefinition } from "./pipeline.ts";
import type { RegisteredStep } from "./step.ts";

/** What this worker can execute: the steps it knows and the active pipeline of each kind of run. */
export interface Registry {
  /** The pipeline a new run of this kind starts with; undefined when the kind is not known here. */
  pipeline(kind: string): Pipeline | undefined;
  step(name: string): RegisteredStep | undefined;
}

/** Builds a registry. Throws AppError when two steps share a name or a pipeline names a step that is not there. */
export function createRegistry(
  steps: readonly RegisteredStep[],
  pipelines: Readonly<Record<string, PipelineDefinition>>,
): Registry {
  const byName = new Map<string, RegisteredStep>();
  for (const step of steps) {
    if (byName.has(step.name)) throw new AppError("invalid_request", `The step ${step.name} is registered twice`);
    byName.set(step.name, step);
  }
  const byKind = new Map<string, Pipeline>();
  for (const [kind, definition] of Object.entries(pipelines)) {
    const pipeline = definePipeline(definition);
    const unknown = pipeline.nodes.find((node) => !byName.has(node.step));
    if (unknown) {
      throw new AppError(
        "invalid_request",
        `Pipeline ${pipeline.name}: node ${unknown.key} names the unknown step ${unknown.step}`,
      );
    }
    byKind.set(kind, pipeline);
  }
  return { pipeline: (kind) => byKind.get(kind), step: (name) => byName.get(name) };
}
