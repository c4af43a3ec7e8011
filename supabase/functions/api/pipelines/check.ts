import { Environment } from "@marcbachmann/cel-js";
import {
  AppError,
  checkPipeline,
  conditionNames,
  createCel,
  type Fault,
  type PipelineNode,
} from "@plumbline/contracts";
import { validatorOf } from "../platform/json-schema.ts";
import type { CheckedStep } from "./queries.ts";

const compileCel = createCel(new Environment(), conditionNames);

/**
 * What is wrong with a pipeline by the catalogue and the tenant's metric profiles, each with a JSON pointer into
 * `{ nodes }`. A node's params are held against its step's schema over the step's defaults.
 */
export function pipelineFaults(
  nodes: readonly PipelineNode[],
  catalogue: readonly CheckedStep[],
  profiles: readonly { key: string }[],
): Fault[] {
  const steps = new Map(catalogue.map((step) => [step.step, step]));
  return checkPipeline(nodes, catalogue, compileCel, {
    metric_profiles: profiles.map((profile) => profile.key),
    checkParams(name, params) {
      const step = steps.get(name);
      return step ? validatorOf(step.params_schema)({ ...step.default_params, ...params }) : [];
    },
  });
}

/** Throws pipeline_invalid with everything that is wrong; returns when the pipeline can be executed. */
export function requireValid(...pipeline: Parameters<typeof pipelineFaults>): void {
  const errors = pipelineFaults(...pipeline);
  if (errors.length === 0) return;
  const detail =
    errors.length === 1 ? (errors[0]?.message ?? "") : `${errors.length} things are wrong with the pipeline`;
  throw new AppError("pipeline_invalid", detail, { errors, fix: "Correct what is named under errors" });
}
