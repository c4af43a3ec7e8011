import type { IrSampleAnswer } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { plural } from "../../lib/format.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonEditor } from "../../ui/json/json-editor.tsx";
import { lineFaults, readJson } from "../../ui/json/json-source.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { type SampleAgainst, sampleQuery } from "./ir-schemas.api.ts";
import { SampleFromRun } from "./sample-from-run.tsx";

interface SamplePanelProps {
  /** The schema's id, or the step of a built-in one. */
  id: string;
  step: string;
  /** Undefined while what is being written is no schema. */
  against: SampleAgainst | undefined;
  /** What it is held against, as "version 2". */
  name: string;
  /** Kept outside, so that it stays while the version or the view changes. */
  text: string;
  onText: (text: string) => void;
}

const pause_ms = 350;

/** JSON that is typed, pasted or taken from a run, held against a schema as it is typed. */
export function SamplePanel({ id, step, against, name, text, onText }: SamplePanelProps) {
  const settled = useSettled(text, pause_ms);
  const read = useMemo(() => (settled.trim() === "" ? undefined : readJson(settled)), [settled]);
  const sample = read && "value" in read ? read.value : undefined;
  const query = useQuery({
    ...sampleQuery(id, against ?? { version: 0 }, sample),
    enabled: sample !== undefined && against !== undefined,
  });
  const answer = text === settled && sample !== undefined ? query.data : undefined;
  const empty = text.trim() === "";
  const faults = useMemo(() => (empty ? [] : lineFaults(text, () => answer?.errors ?? [])), [empty, text, answer]);
  const verdict = empty
    ? undefined
    : verdictOf(against, answer, faults.length > 0 ? "Not JSON" : query.isError ? "Not checked" : undefined, name);
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <SampleFromRun step={step} onTake={onText} />
        <p role="status" className="ml-auto text-sm text-muted">
          {verdict?.passed === undefined ? (
            verdict?.words
          ) : (
            <SeverityMark severity={verdict.passed ? "pass" : "critical"}>{verdict.words}</SeverityMark>
          )}
        </p>
      </div>
      <JsonEditor
        label="Sample"
        text={text}
        onChange={onText}
        faults={faults}
        height="max(240px, min(460px, calc(100dvh - 400px)))"
      />
      {empty && <p className="mt-2 text-muted">Paste a result of {step} as JSON, or take one of a recent run.</p>}
      {query.isError && answer === undefined && text === settled && (
        <ErrorState
          compact
          className="mt-2"
          error={query.error}
          title="The sample could not be checked"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      )}
    </div>
  );
}

interface Verdict {
  words: string;
  /** Undefined while nothing is known. */
  passed?: boolean;
}

function verdictOf(
  against: SampleAgainst | undefined,
  answer: IrSampleAnswer | undefined,
  /** Why nobody could judge it. */
  unknown: "Not JSON" | "Not checked" | undefined,
  name: string,
): Verdict {
  if (against === undefined) return { words: "The schema cannot be used yet" };
  if (answer?.valid) return { passed: true, words: `Valid against ${name}` };
  if (answer) return { passed: false, words: `${plural(answer.errors.length, "fault")} against ${name}` };
  return unknown === "Not JSON" ? { passed: false, words: unknown } : { words: unknown ?? "Checking" };
}
