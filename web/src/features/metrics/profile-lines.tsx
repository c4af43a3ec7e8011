import type { MetricDefinition } from "@plumbline/contracts";
import { X } from "lucide-react";
import { useState } from "react";
import { cx } from "../../ui/class-names.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { thresholdCel } from "./cel.ts";
import { type DraftMetric, judgeValues, type ProfileDraft, type Verdict } from "./profile-draft.ts";

interface ProfileLinesProps {
  draft: ProfileDraft;
  definitions: readonly MetricDefinition[];
  /** What is wrong with a line, by its place. */
  errors: ReadonlyMap<number, string>;
  editable: boolean;
  onChange: (metrics: DraftMetric[]) => void;
}

/** Side by side; on narrow pages the metric, its threshold and what is tried stand under each other. */
const columns =
  "grid-cols-[minmax(0,1fr)_auto_104px_28px] min-[760px]:grid-cols-[minmax(130px,1fr)_minmax(0,2fr)_88px_60px_104px_28px]";

/** The metrics of a profile with their thresholds, and a value for each to try: passed or not is said as one types. */
export function ProfileLines({ draft, definitions, errors, editable, onChange }: ProfileLinesProps) {
  const [entered, setEntered] = useState<ReadonlyMap<number, string>>(new Map());
  const verdicts = judgeValues(draft, entered, thresholdCel);
  const patch = (id: number, change: Partial<DraftMetric>): void =>
    onChange(draft.metrics.map((one) => (one.id === id ? { ...one, ...change } : one)));
  return (
    <section aria-label="Metrics and thresholds">
      <div aria-hidden="true" className={cx("grid gap-2 px-0.5 pb-1 text-sm text-muted max-[760px]:hidden", columns)}>
        <span>Metric</span>
        <span>Threshold</span>
        <span className="text-right">Try a value</span>
        <span />
        <span>Result</span>
      </div>
      <ul className="divide-y divide-line border-y border-line">
        {draft.metrics.map((line, at) => {
          const { id, metric, threshold } = line;
          const unit = definitions.find((one) => one.key === metric)?.unit;
          const error = errors.get(at);
          const errorId = `profile-line-${id}`;
          return (
            <li key={id} className="py-2">
              <div className={cx("grid items-center gap-2", columns)}>
                {editable ? (
                  <Select
                    size="sm"
                    className="max-[760px]:col-span-4"
                    label={`Metric ${at + 1}`}
                    value={metric}
                    options={definitions.map((one) => ({ value: one.key, label: one.key, detail: one.description }))}
                    onChange={(next) => patch(id, { metric: next })}
                  />
                ) : (
                  <span className="truncate font-mono text-sm max-[760px]:col-span-4" title={metric}>
                    {metric}
                  </span>
                )}
                <Input
                  aria-label={`Threshold of ${metric}`}
                  aria-invalid={error ? true : undefined}
                  aria-describedby={error ? errorId : undefined}
                  value={threshold}
                  readOnly={!editable}
                  placeholder="only measured"
                  autoComplete="off"
                  autoCapitalize="off"
                  spellCheck={false}
                  maxLength={2000}
                  title={threshold}
                  onChange={(event) => patch(id, { threshold: event.target.value })}
                  className="h-7! font-mono text-sm max-[760px]:col-span-4 pointer-coarse:h-10!"
                />
                <Input
                  aria-label={`Value of ${metric} to try`}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="value"
                  value={entered.get(id) ?? ""}
                  onChange={(event) => setEntered(new Map([...entered, [id, event.target.value]]))}
                  className="h-7! min-w-0 text-right tabular-nums pointer-coarse:h-10!"
                />
                <span title={unit} className="truncate text-sm text-muted">
                  {unit}
                </span>
                <Outcome verdict={verdicts.get(id)} judged={threshold.trim() !== ""} />
                {editable && (
                  <IconButton
                    icon={X}
                    label={`Remove ${metric}`}
                    tip={false}
                    disabled={draft.metrics.length === 1}
                    onClick={() => onChange(draft.metrics.filter((one) => one.id !== id))}
                  />
                )}
              </div>
              <p id={errorId} role="alert" className="mt-1 text-sm text-critical empty:hidden">
                {error ?? verdicts.get(id)?.error}
              </p>
            </li>
          );
        })}
      </ul>
      <p className="mt-1.5 text-sm text-muted">
        A threshold is CEL over <code className="font-mono">value</code> and{" "}
        <code className="font-mono">metrics.‹key›</code>, the node's other values. Without one a metric is only
        measured.
      </p>
    </section>
  );
}

function Outcome({ verdict, judged }: { verdict: Verdict | undefined; judged: boolean }) {
  return (
    <span role="status">
      {verdict?.passed === undefined ? (
        <span className="text-sm text-faint">{judged ? "–" : "Only measured"}</span>
      ) : (
        <SeverityMark severity={verdict.passed ? "pass" : "critical"}>
          {verdict.passed ? "Passed" : "Not passed"}
        </SeverityMark>
      )}
    </span>
  );
}
