import type { Fault, RunFailure } from "@plumbline/contracts";
import { type Artifact, toArtifact } from "./artifacts.ts";
import type { PipelineNode } from "./pipeline.ts";
import type { StepResult } from "./step.ts";

/** A step failed. `outcome` is what is stored when there is more to tell than its cause. */
export class StepFailed extends Error {
  readonly node: PipelineNode;
  readonly outcome: { artifact: Artifact; failure: RunFailure } | undefined;
  constructor(node: PipelineNode, cause: unknown, outcome?: StepFailed["outcome"]) {
    super(`step ${node.key} failed`, { cause });
    this.node = node;
    this.outcome = outcome;
  }
}

/** The failure of a step whose result is outside its schema; the result is kept, marked invalid. */
export function invalidResult(runId: string, node: PipelineNode, result: StepResult, faults: Fault[]): StepFailed {
  const place = faults[0] ? ` (${faults[0].location || "/"})` : "";
  return new StepFailed(node, undefined, {
    artifact: toArtifact(runId, node.key, node.step, result.value, faults),
    failure: {
      code: "ir_invalid",
      detail: `The step ${node.key} produced a result outside its schema${place}.`,
      fix: "Tell the operator the run's trace id.",
    },
  });
}
