import type { StepStatus } from "@plumbline/contracts";
import type { PipelineNode } from "./pipeline.ts";

export type StepStates = ReadonlyMap<string, StepStatus>;

/** The nodes that can start now: pending, with every dependency succeeded; in the order of the pipeline. */
export function readyNodes(nodes: readonly PipelineNode[], states: StepStates): PipelineNode[] {
  return nodes.filter(
    (node) =>
      (states.get(node.key) ?? "pending") === "pending" &&
      node.depends_on.every((key) => states.get(key) === "succeeded"),
  );
}

/** Progress of a run, 0 to 1: every node counts the same; `running` has the fractions of those under way. */
export function runProgress(
  nodes: readonly PipelineNode[],
  states: StepStates,
  running: ReadonlyMap<string, number> = new Map(),
): number {
  const done = nodes.reduce((sum, { key }) => {
    const state = states.get(key);
    return sum + (state === "succeeded" || state === "skipped" ? 1 : state === "running" ? (running.get(key) ?? 0) : 0);
  }, 0);
  return done / nodes.length;
}
