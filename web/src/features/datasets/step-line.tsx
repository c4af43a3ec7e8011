import { isFinished, type RunDetail } from "@plumbline/contracts";
import { formatShare, words } from "../../lib/format.ts";
import { Progress } from "../../ui/progress.tsx";

/** What a run is doing right now, in one line with its progress. */
export function StepLine({ run, name }: { run: RunDetail; name: string }) {
  if (isFinished(run.status)) return null;
  const steps = run.steps.toSorted((a, b) => a.position - b.position);
  const step = steps.find(({ status }) => status === "running") ?? steps.find(({ status }) => status === "pending");
  const word = run.status === "queued" || !step ? "Waiting for a worker" : words(step.key);
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="min-w-0 truncate text-accent">
          {word}
          {step?.status === "running" && step.message && <span className="text-muted"> · {step.message}</span>}
        </span>
        <span className="ml-auto shrink-0 text-sm text-muted tabular-nums">{formatShare(run.progress, 0)}</span>
      </span>
      <Progress value={run.progress} label={`Progress of ${name}`} />
    </span>
  );
}
