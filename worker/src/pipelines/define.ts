import {
  AppError,
  type CatalogueStep,
  checkPipeline,
  type Fault,
  type PipelineDefinition,
  PipelineGraph,
  type PipelineNode,
} from "@plumbline/contracts";
import { z } from "zod";
import { conditions } from "./cel.ts";

/**
 * A pipeline that can be executed with these steps. Throws AppError pipeline_invalid that names what is wrong first, a
 * cycle in full, and lists everything with its JSON pointer.
 */
export function definePipeline(definition: unknown, steps: Iterable<CatalogueStep>): PipelineGraph {
  const parsed = PipelineGraph.safeParse(definition);
  if (!parsed.success) {
    throw new AppError("pipeline_invalid", `The pipeline cannot be read: ${z.prettifyError(parsed.error)}`);
  }
  const faults = checkPipeline(parsed.data.nodes, steps, conditions);
  if (faults.length > 0) throw invalid(parsed.data.name, faults);
  return parsed.data;
}

function invalid(name: string, faults: Fault[]): AppError {
  const [first] = faults;
  const more = faults.length > 1 ? ` And ${faults.length - 1} more.` : "";
  return new AppError("pipeline_invalid", `The pipeline ${name} cannot be executed: ${first?.message}${more}`, {
    fix: first?.fix ?? "Correct the pipeline and activate it again.",
    errors: faults,
  });
}

export type { PipelineDefinition, PipelineNode };
