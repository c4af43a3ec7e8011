import type { PipelineNode, RunFailure } from "@plumbline/contracts";
import type { Artifact } from "./artifacts.ts";
import type { Change } from "./change.ts";
import type { RunState } from "./run-state.ts";

/** The steps that will not be executed any more: cancelled, with an event for those that were under way. */
function rest(state: RunState | undefined, failed?: PipelineNode): Required<Pick<Change, "steps" | "events">> {
  const open = (state?.nodes ?? []).filter(
    (node) => node.key !== failed?.key && ["pending", "running"].includes(state?.of(node.key) ?? ""),
  );
  const running = open.filter((node) => state?.of(node.key) === "running");
  return {
    steps: open.map((node) => ({ key: node.key, status: "cancelled" })),
    events: running.map((node) => ({ type: "step_cancelled", step_key: node.key })),
  };
}

/** What is written when a run ends without having succeeded; `failed` is the node that ended it, if one did. */
export function ending(
  status: "failed" | "timed_out",
  state: RunState | undefined,
  failure: RunFailure,
  failed?: PipelineNode,
  artifact?: Artifact,
): Change {
  const { steps, events } = rest(state, failed);
  const told = failure.code === "timed_out" ? ("step_timed_out" as const) : ("step_failed" as const);
  return {
    status,
    failure,
    ...(artifact ? { artifacts: [artifact] } : {}),
    steps: [...(failed ? [{ key: failed.key, status: "failed" as const, failure }] : []), ...steps],
    events: [
      ...(failed ? [{ type: told, step_key: failed.key, message: failure.detail }] : []),
      ...events,
      { type: status, message: failure.detail },
    ],
  };
}
