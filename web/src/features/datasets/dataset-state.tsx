import type { Dataset } from "@plumbline/contracts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useRunOfList } from "./datasets.api.ts";
import { StepLine } from "./step-line.tsx";

/** Where a dataset stands: what its run is doing, or why it failed, or that it is ready. */
export function DatasetState({ dataset }: { dataset: Dataset }) {
  const { status, latest_run_id, name } = dataset;
  const { data: run } = useRunOfList(status === "ready" ? null : latest_run_id);
  if (status === "processing" && run && run.finished_at === null) return <StepLine run={run} name={name} />;
  if (status !== "failed" || !run) return <StatusMark status={status} />;
  if (run.status === "cancelled") return <StatusMark status="cancelled" />;
  return (
    <span
      className="flex min-w-0 items-center gap-1.5 max-sm:flex-col max-sm:items-start max-sm:gap-0"
      title={run.failure?.detail}
    >
      <StatusMark status={run.status === "timed_out" ? "timed_out" : "failed"} />
      {run.failure && <span className="min-w-0 text-muted sm:truncate">{run.failure.detail}</span>}
    </span>
  );
}
