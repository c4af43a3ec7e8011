import { isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { formatShare, words } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { cx } from "../../ui/class-names.ts";
import { Panel } from "../../ui/panel.tsx";
import { Progress } from "../../ui/progress.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { RetryIn } from "./retry-in.tsx";
import { RunDuration } from "./run-duration.tsx";
import { attemptsOf, stepSentence } from "./step-words.ts";

interface RunStepsProps {
  run: RunDetail;
  selected: string | undefined;
  onSelect: (key: string) => void;
}

/** The steps in their order, each with what it is doing and when it ran within the run: all that the graph says. */
export function RunSteps({ run, selected, onSelect }: RunStepsProps) {
  const running = !isFinished(run.status) && run.started_at !== null;
  const now = useNow(running, 500);
  const start = Date.parse(run.started_at ?? run.created_at);
  const end = run.finished_at === null ? now : Date.parse(run.finished_at);
  const steps = run.steps.toSorted((a, b) => a.position - b.position);
  return (
    <Panel aria-label="Steps">
      <ol>
        {steps.map((step) => (
          <Step
            key={step.key}
            step={step}
            start={start}
            span_ms={Math.max(end - start, 1)}
            now={now}
            selected={step.key === selected}
            onSelect={() => onSelect(step.key)}
          />
        ))}
      </ol>
    </Panel>
  );
}

interface StepProps {
  step: RunStep;
  start: number;
  span_ms: number;
  now: number;
  selected: boolean;
  onSelect: () => void;
}

function Step({ step, start, span_ms, now, selected, onSelect }: StepProps) {
  const idle = step.status === "pending" || step.status === "skipped";
  const attempts = attemptsOf(step);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the step's own button serves the keyboard
    <li
      onClick={onSelect}
      className={cx(
        "grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-b-0 md:grid-cols-[210px_minmax(0,1fr)_minmax(120px,22%)_76px] md:items-center",
        selected ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <div className="flex min-w-0 items-center gap-2">
        <StatusMark status={step.status} iconOnly />
        <button
          type="button"
          aria-pressed={selected}
          onClick={onSelect}
          className={cx("truncate rounded-sm font-medium hover:underline pointer-coarse:py-2", idle && "text-muted")}
        >
          {words(step.key)}
        </button>
        <span className="truncate font-mono text-xs text-muted max-sm:hidden">{step.step}</span>
      </div>
      <span className="text-right md:order-last">
        {step.started_at === null || step.reused_from !== null ? (
          <span className="text-muted">
            {step.reused_from !== null ? "Reused" : step.status === "skipped" ? "Skipped" : ""}
          </span>
        ) : (
          <RunDuration started_at={step.started_at} finished_at={step.finished_at} />
        )}
      </span>
      <div className="col-span-2 min-w-0 md:col-span-1">
        <p className={step.failure ? "text-critical" : "truncate text-muted"} title={stepSentence(step)}>
          {step.next_retry_at !== null ? <RetryIn at={step.next_retry_at} /> : stepSentence(step)}
          {attempts && <span className="ml-2 text-minor">{attempts}</span>}
        </p>
        {step.status === "running" && (
          <div className="mt-1 flex items-center gap-2">
            <Progress value={step.progress} label={`Progress of ${words(step.key)}`} />
            <span className="w-9 text-right text-sm text-muted tabular-nums">{formatShare(step.progress, 0)}</span>
          </div>
        )}
      </div>
      <Bar step={step} start={start} span_ms={span_ms} now={now} />
    </li>
  );
}

const fills: Partial<Record<RunStep["status"], string>> = {
  running: "bg-accent",
  succeeded: "bg-pass",
  failed: "bg-critical",
  cancelled: "bg-line-strong",
};

/** Where the step lies within the run's time; the durations beside it say the same in figures. */
function Bar({ step, start, span_ms, now }: Omit<StepProps, "selected" | "onSelect">) {
  // What was taken over from another run lies outside this one's time.
  if (step.started_at === null || step.reused_from !== null)
    return <span aria-hidden="true" className="h-1.5 rounded-full bg-sunken max-md:hidden" />;
  const from = Math.min(Math.max((Date.parse(step.started_at) - start) / span_ms, 0), 0.99);
  const to = Math.min(((step.finished_at === null ? now : Date.parse(step.finished_at)) - start) / span_ms, 1);
  return (
    <span aria-hidden="true" className="relative h-1.5 rounded-full bg-sunken max-md:hidden">
      <span
        className={cx("absolute inset-y-0 min-w-1 rounded-full", fills[step.status])}
        style={{ left: `${from * 100}%`, width: `${Math.max(to - from, 0.01) * 100}%` }}
      />
    </span>
  );
}
