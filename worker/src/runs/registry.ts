import { AppError, deterministicModel, type PipelineDefinition, type PipelineGraph } from "@plumbline/contracts";
import { definePipeline } from "../pipelines/define.ts";
import { type CatalogueEntry, catalogueOf } from "./catalogue.ts";
import type { RegisteredStep } from "./step.ts";

/** What this worker can execute: the steps it knows, and the pipeline of each kind of run that comes with them. */
export interface Registry {
  /** The built-in pipeline of a kind; undefined when the kind is not known here. */
  pipeline(kind: string): PipelineGraph | undefined;
  step(name: string): RegisteredStep | undefined;
  entry(name: string): CatalogueEntry | undefined;
  /** What is told to the database at the start. */
  catalogue: { steps: CatalogueEntry[]; pipelines: (PipelineGraph & { kind: string })[] };
  /** The language models its steps can ask, by name; the first serves where a run names none. */
  text_models: readonly string[];
}

/** Builds a registry. Throws AppError when two steps share a name or a pipeline cannot be executed. */
export function createRegistry(
  steps: readonly RegisteredStep[],
  pipelines: Readonly<Record<string, PipelineDefinition>>,
  text_models: readonly string[] = [deterministicModel],
): Registry {
  const byName = new Map<string, RegisteredStep>();
  for (const step of steps) {
    if (byName.has(step.name)) throw new AppError("invalid_request", `The step ${step.name} is registered twice`);
    byName.set(step.name, step);
  }
  const entries = catalogueOf(steps);
  const entryOf = new Map(entries.map((entry) => [entry.step, entry]));
  // The same numbered form as a tenant's own: 0 is what comes with the worker.
  const byKind = new Map(
    Object.entries(pipelines).map(([kind, definition]): [string, PipelineGraph] => [
      kind,
      definePipeline({ ...definition, version: 0 }, entries),
    ]),
  );
  return {
    pipeline: (kind) => byKind.get(kind),
    step: (name) => byName.get(name),
    entry: (name) => entryOf.get(name),
    catalogue: { steps: entries, pipelines: [...byKind].map(([kind, graph]) => ({ kind, ...graph })) },
    text_models,
  };
}
