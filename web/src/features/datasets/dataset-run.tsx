import { canRetry, type DatasetDetail, isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { CircleX, RotateCw, Square, Upload } from "lucide-react";
import { elapsed, formatDuration, formatShare, words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { useNow } from "../../lib/now.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/class-names.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Progress } from "../../ui/progress.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { toast } from "../../ui/toast.tsx";
import { useCancelRun, useRunAgain } from "../runs/runs.api.ts";

/** The run that reads the dataset: its steps as they happen, or why it did not succeed and what to do. */
export function DatasetRun({ run, dataset }: { run: RunDetail; dataset: DatasetDetail }) {
  return isFinished(run.status) ? <Ended run={run} dataset={dataset} /> : <UnderWay run={run} />;
}

function UnderWay({ run }: { run: RunDetail }) {
  const editor = useHasRole("editor");
  const stop = useCancelRun();
  const steps = run.steps.toSorted((a, b) => a.position - b.position);
  return (
    <Panel aria-label="Run in progress">
      <div className="flex items-center gap-3 px-3 pt-2.5 pb-2">
        <h2 className="text-base">{run.status === "queued" ? "Waiting for a worker" : "Looking at the data"}</h2>
        <span className="text-muted tabular-nums">{formatShare(run.progress, 0)}</span>
        <span className="ml-auto flex items-center gap-2">
          <Link to="/runs/$runId" params={{ runId: run.id }} className="rounded-sm text-accent hover:underline">
            Open run
          </Link>
          {editor && (
            <Button
              size="sm"
              busy={stop.isPending}
              onClick={() => stop.mutate(run.id, { onError: (error) => toast.failed(error) })}
            >
              {!stop.isPending && <Square aria-hidden />}
              Cancel run
            </Button>
          )}
        </span>
      </div>
      <Progress value={run.progress} label="Progress of the run" className="rounded-none!" />
      <ol className="py-1">
        {steps.map((step) => (
          <Step key={step.key} step={step} />
        ))}
      </ol>
    </Panel>
  );
}

function Step({ step }: { step: RunStep }) {
  const running = step.status === "running";
  const now = useNow(running, 500);
  return (
    <li className="flex min-w-0 items-baseline gap-2 px-3 py-1">
      <StatusMark status={step.status} iconOnly className="translate-y-0.5" />
      <span className={cx("w-16 shrink-0", step.status === "pending" ? "text-muted" : "font-medium")}>
        {words(step.key)}
      </span>
      <span className="min-w-0 flex-1 truncate text-muted" title={step.message ?? undefined}>
        {step.message}
        {running && step.progress > 0 && <span className="tabular-nums"> · {formatShare(step.progress, 0)}</span>}
      </span>
      <span className="shrink-0 text-sm text-muted tabular-nums">
        {step.started_at !== null && formatDuration(elapsed(step.started_at, step.finished_at, now))}
      </span>
    </li>
  );
}

const endings: Partial<Record<RunDetail["status"], string>> = {
  failed: "This file could not be read",
  timed_out: "Reading this file took too long",
  cancelled: "The run was cancelled",
};

function Ended({ run, dataset }: { run: RunDetail; dataset: DatasetDetail }) {
  const editor = useHasRole("editor");
  const again = useRunAgain();
  const { failure } = run;
  const failed = run.status !== "cancelled";
  const before = dataset.revision > 0;
  const title = before && failed ? "The last run failed" : (endings[run.status] ?? "The run ended");
  return (
    <section
      aria-label={title}
      className={cx(
        "flex gap-2.5 rounded-md border p-3",
        failed ? "border-critical/40 bg-critical-soft" : "border-line bg-surface",
      )}
    >
      {failed ? (
        <CircleX aria-hidden className="mt-px size-4 shrink-0 text-critical" />
      ) : (
        <StatusMark status="cancelled" iconOnly className="mt-[3px] self-start" />
      )}
      <div className="min-w-0 flex-1">
        <h2 className="text-md">{title}</h2>
        {failure ? <p className="mt-0.5">{failure.detail}</p> : <p className="mt-0.5">It published nothing.</p>}
        {failure?.fix && (
          <p className="mt-1">
            <span className="font-medium">Fix:</span> {failure.fix}
          </p>
        )}
        {before && <p className="mt-1 text-muted">What is shown here is from revision {dataset.revision}.</p>}
        <p className="mt-1 flex flex-wrap items-center gap-x-3 text-sm">
          {failure && <span className="font-mono text-critical">{failure.code}</span>}
          <Link to="/runs/$runId" params={{ runId: run.id }} className="rounded-sm underline">
            Open run
          </Link>
          <span className="inline-flex items-center text-muted">
            trace
            <CopyButton text={run.trace_id} label="Copy trace id" className="size-5! [&_svg]:size-3" />
          </span>
        </p>
        {editor && (
          <div className="mt-2.5 flex flex-wrap gap-2">
            {failure && !canRetry(failure.code) && (
              <Button asChild>
                <Link to="/datasets" search={{ upload: true }}>
                  <Upload aria-hidden />
                  Upload another file
                </Link>
              </Button>
            )}
            <Button
              busy={again.isPending}
              onClick={() => again.mutate(dataset.id, { onError: (error) => toast.failed(error) })}
            >
              {!again.isPending && <RotateCw aria-hidden />}
              Run again
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
