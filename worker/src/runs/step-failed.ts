import type { Fault, PipelineNode, RunFailure } from "@plumbline/contracts";
import type { Artifact } from "./artifacts.ts";

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

/** The failure of a step whose result is outside its schema. */
export function irInvalid(node: PipelineNode, faults: readonly Fault[]): RunFailure {
  const place = faults[0] ? ` (${faults[0].location || "/"})` : "";
  return {
    code: "ir_invalid",
    detail: `The step ${node.key} produced a result outside its schema${place}.`,
    fix: "Edit the result and let the rest follow, or tell the operator the run's trace id.",
  };
}
