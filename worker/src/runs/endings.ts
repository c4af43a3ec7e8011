import type { RunFailure } from "@plumbline/contracts";
import type { Artifact } from "./artifacts.ts";
import type { Standing } from "./begin.ts";
import type { PipelineNode } from "./pipeline.ts";
import type { Change } from "./record.ts";

/** The steps that will not be executed any more: cancelled, with an event for those that were under way. */
function rest(standing: Standing, failed?: PipelineNode): Required<Pick<Change, "steps" | "events">> {
  const open = standing.nodes.filter((node) => {
    const state = standing.states.get(node.key);
    return node !== failed && (state === "pending" || state === "running");
  });
  const running = open.filter((node) => standing.states.get(node.key) === "running");
  return {
    steps: open.map((node) => ({ key: node.key, status: "cancelled" })),
    events: running.map((node) => ({ type: "step_cancelled", step_key: node.key })),
  };
}

function end(
  standing: Standing,
  status: "failed" | "timed_out",
  failure: RunFailure,
  failed?: PipelineNode,
  artifact?: Artifact,
): Change {
  const { steps, events } = rest(standing, failed);
  return {
    status,
    failure,
    ...(artifact ? { artifact } : {}),
    steps: [...(failed ? [{ key: failed.key, status: "failed" as const, failure }] : []), ...steps],
    events: [
      ...(failed ? [{ type: "step_failed" as const, step_key: failed.key, message: failure.detail }] : []),
      ...events,
      { type: status, message: failure.detail },
    ],
  };
}

/** What is written when a run ends without having succeeded. */
export const endings = {
  failed: (standing: Standing, failure: RunFailure, node?: PipelineNode, artifact?: Artifact) =>
    end(standing, "failed", failure, node, artifact),
  timedOut: (standing: Standing, failure: RunFailure, node?: PipelineNode) => end(standing, "timed_out", failure, node),
};
