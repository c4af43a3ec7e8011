import type { ComparedStep, Run, StepComparison } from "@plumbline/contracts";
import { Equal, EqualNot } from "lucide-react";
import { useState } from "react";
import { formatDuration, plural, shortId, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { ChangeList } from "../../ui/json/json-changes.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

interface CompareStepProps {
  step: StepComparison;
  run: Run;
  other: Run;
}

/** One step in both runs: state and time of each, and whether the results are equal; differences on demand. */
export function CompareStep({ step, run, other }: CompareStepProps) {
  const [open, setOpen] = useState(false);
  const { differences, difference_count: count } = step;
  return (
    <li className="px-3 py-2">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_auto] sm:items-center">
        <span className="min-w-0">
          <span className="font-medium">{words(step.key)}</span>{" "}
          <span className="font-mono text-xs text-muted">{stepNames(step)}</span>
        </span>
        <Side side={step.run} name="First" />
        <Side side={step.other} name="Second" />
        <span className="flex items-center gap-2 sm:min-w-44 sm:justify-end">
          <Verdict step={step} />
          {differences && differences.length > 0 && (
            <Button size="sm" onClick={() => setOpen(!open)} aria-expanded={open}>
              {open ? "Hide" : "Show"}
            </Button>
          )}
        </span>
      </div>
      {open && differences && (
        <ChangeList
          className="mt-2 max-h-96 overflow-y-auto rounded-md border border-line"
          changes={differences}
          count={count ?? differences.length}
          names={{ before: `In run ${shortId(run.id)}`, after: `In run ${shortId(other.id)}` }}
        />
      )}
    </li>
  );
}

const stepNames = ({ run, other }: StepComparison): string =>
  [...new Set([run?.step, other?.step].filter((name) => name !== undefined))].join(" / ");

function Side({ side, name }: { side: ComparedStep | null; name: string }) {
  if (!side) return <span className="text-muted">{name}: not in this run</span>;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <span className="sr-only">{name}</span>
      <StatusMark status={side.status} />
      {side.duration_ms !== null && <span className="text-muted tabular-nums">{formatDuration(side.duration_ms)}</span>}
      {side.retries > 0 && <span className="text-sm text-minor">{plural(side.retries, "retry", "retries")}</span>}
      {side.valid === false && <span className="text-sm text-critical">outside its schema</span>}
      {side.skip_reason && <span className="w-full truncate text-sm text-muted">{side.skip_reason}</span>}
    </span>
  );
}

function Verdict({ step }: { step: StepComparison }) {
  if (step.ir_equal === null) return <span className="text-sm text-muted">nothing to compare</span>;
  return step.ir_equal ? (
    <span className="inline-flex items-center gap-1 text-sm text-pass">
      <Equal aria-hidden className="size-3.5" />
      equal
    </span>
  ) : (
    <span className="inline-flex items-center gap-1 text-sm text-minor">
      <EqualNot aria-hidden className="size-3.5" />
      {step.difference_count === null ? "differs, too large to list" : plural(step.difference_count, "difference")}
    </span>
  );
}
