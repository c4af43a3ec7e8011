import type { RunStep } from "@plumbline/contracts";
import { History, Repeat } from "lucide-react";
import { elapsed, formatDuration, words } from "../../lib/format.ts";
import { cx } from "../../ui/class-names.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { RetryIn } from "./retry-in.tsx";
import { RunDuration } from "./run-duration.tsx";
import { stepSentence } from "./step-words.ts";

/** A step as the graph shows it: state, name, time, what it says, and how far it is. */
export function StepCard({ step }: { step: RunStep }) {
  const idle = step.status === "pending" || step.status === "skipped" || step.status === "cancelled";
  return (
    <div className="relative flex h-full flex-col justify-center gap-0.5 px-2.5">
      <div className="flex items-center gap-1.5">
        <StatusMark status={step.status} iconOnly />
        <span className={cx("truncate font-medium", idle && "text-muted")}>{words(step.key)}</span>
        <span className="ml-auto flex shrink-0 items-center gap-1 text-xs text-muted [&_svg]:size-3">
          {step.retries > 0 && (
            <span className="inline-flex items-center gap-0.5 text-minor" title="Retries">
              <Repeat aria-hidden />
              {step.retries}
            </span>
          )}
          {step.reused_from !== null ? (
            <span className="inline-flex items-center gap-0.5">
              <History aria-hidden />
              reused
            </span>
          ) : (
            step.started_at !== null &&
            (step.finished_at === null ? (
              <RunDuration started_at={step.started_at} finished_at={null} />
            ) : (
              <span className="tabular-nums">{formatDuration(elapsed(step.started_at, step.finished_at))}</span>
            ))
          )}
        </span>
      </div>
      <p className={cx("truncate text-xs", step.failure ? "text-critical" : "text-muted")} title={stepSentence(step)}>
        {step.next_retry_at !== null ? <RetryIn at={step.next_retry_at} /> : stepSentence(step)}
      </p>
      {step.status === "running" && (
        <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-[3px] bg-hover">
          <span
            className="block h-full bg-accent transition-[width]"
            style={{ width: `${Math.max(4, step.progress * 100)}%` }}
          />
        </span>
      )}
    </div>
  );
}
