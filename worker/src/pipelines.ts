import type { PipelineDefinition, RunKind } from "@plumbline/contracts";
import { datasetInsight } from "./datasets/pipeline.ts";
import { datasetSteps } from "./datasets/steps/steps.ts";
import { downloadFile } from "./files/download.ts";
import { textModelFrom } from "./models/open-ai-model.ts";
import type { WorkerEnv } from "./platform/env.ts";
import { createRegistry, type Registry } from "./runs/registry.ts";

/** A kind of run without a pipeline does not compile. */
const active: Record<RunKind, PipelineDefinition> = { dataset_insight: datasetInsight };

/** Every step this worker knows and the active pipeline of each kind of run. */
export function createPipelines(env: Pick<WorkerEnv, "text_model">): Registry {
  const text = textModelFrom(env.text_model);
  return createRegistry(datasetSteps({ download: downloadFile, text }), active);
}
