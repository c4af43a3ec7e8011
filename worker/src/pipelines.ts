import type { PipelineDefinition, RunKind } from "@plumbline/contracts";
import { datasetInsight } from "./datasets/pipeline.ts";
import { datasetSteps } from "./datasets/steps/steps.ts";
import { downloadFile } from "./files/download.ts";
import { textModelsFrom } from "./models/text-models.ts";
import type { WorkerEnv } from "./platform/env.ts";
import { createRegistry, type Registry } from "./runs/registry.ts";

/** A kind of run without a pipeline does not compile. */
const active: Record<RunKind, PipelineDefinition> = { dataset_insight: datasetInsight };

/** Every step this worker knows and the active pipeline of each kind of run. */
export function createPipelines(env: Pick<WorkerEnv, "text_models">): Registry {
  const texts = textModelsFrom(env.text_models);
  return createRegistry(datasetSteps({ download: downloadFile, texts }), active, texts.names);
}
