import { type GroundTruth, GroundTruthCreate, isAppError } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { recentRunsQuery, runChoice } from "../../lib/run-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { JsonEditor } from "../../ui/json/json-editor.tsx";
import { lineFaults, readJson } from "../../ui/json/json-source.ts";
import { Select } from "../../ui/select.tsx";
import { useSetDown } from "./ground-truth.api.ts";
import { sourceWords } from "./truth-columns.tsx";

interface SetDownDialogProps {
  /** What is corrected: with both, scope and reference stay as they are. */
  entry: Partial<Pick<GroundTruth, "scope" | "reference" | "value">>;
  onClose: () => void;
  onDone: (written: GroundTruth) => void;
}

const none = "none";
const sources = [
  { value: "manual", label: sourceWords.manual, detail: "Somebody looked and knows" },
  { value: "feedback", label: sourceWords.feedback, detail: "Curated from what people said" },
] as const;

/** Asks what is right, and where that was seen. */
export function SetDownDialog({ entry, onClose, onDone }: SetDownDialogProps) {
  const setDown = useSetDown();
  const fixed = entry.scope !== undefined && entry.reference !== undefined;
  const [scope, setScope] = useState(entry.scope ?? "");
  const [reference, setReference] = useState(entry.reference ?? "");
  const [source, setSource] = useState<GroundTruth["source"]>("manual");
  const [run, setRun] = useState(none);
  const [note, setNote] = useState("");
  const start = useMemo(() => (fixed ? JSON.stringify(entry.value, null, 2) : ""), [fixed, entry.value]);
  const [text, setText] = useState(start);
  const [asked, setAsked] = useState(false);
  const recent = useQuery(recentRunsQuery);

  const read = readJson(text);
  const parsed = GroundTruthCreate.safeParse({
    scope,
    reference,
    value: "value" in read ? read.value : undefined,
    source,
    run_id: run === none ? null : run,
    note,
  });
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]));
  const faults = text.trim() === "" && !asked ? [] : lineFaults(text, () => []);
  const unchanged = fixed && text === start;
  const problem = setDown.error;

  const send = (): void => {
    setAsked(true);
    if (!parsed.success || "fault" in read) return;
    setDown.mutate(parsed.data, {
      onSuccess: (written) => {
        onClose();
        onDone(written);
      },
    });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !setDown.isPending && onClose()}
      title={fixed ? "Correct it" : "Set down what is right"}
      description={
        fixed
          ? `The next version of ${entry.reference} in ${entry.scope}. The earlier ones are kept.`
          : "The first version, or the next one where something is known under the same scope and reference."
      }
      className="top-[5vh]! max-h-[90vh]! w-[min(760px,calc(100vw-24px))]!"
      footer={
        <>
          <Button onClick={onClose} disabled={setDown.isPending}>
            Cancel
          </Button>
          <Button variant="primary" onClick={send} busy={setDown.isPending} disabled={faults.length > 0 || unchanged}>
            Set down
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {problem && (
          <ErrorState compact error={problem} title={isAppError(problem) ? "It was not set down" : "Failed"} />
        )}
        {!fixed && (
          <div className="grid items-start gap-3 sm:grid-cols-2">
            <Field
              label="Scope"
              hint="What kind of thing: dataset.column_role."
              error={(asked || scope !== "") && wrong.has("scope") ? scopeRule : undefined}
            >
              <Input
                autoFocus
                autoComplete="off"
                spellCheck={false}
                maxLength={120}
                value={scope}
                onChange={(event) => setScope(event.target.value)}
              />
            </Field>
            <Field
              label="Reference"
              hint="Which one: orders/amount."
              error={asked && wrong.has("reference") ? "Fill this in." : undefined}
            >
              <Input
                autoComplete="off"
                spellCheck={false}
                maxLength={300}
                value={reference}
                onChange={(event) => setReference(event.target.value)}
              />
            </Field>
          </div>
        )}
        <div>
          <p className="mb-1 font-medium">Value</p>
          <JsonEditor label="Value" text={text} onChange={setText} faults={faults} height="min(300px, 34vh)" />
        </div>
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Field label="Source">
            <Select value={source} options={sources} onChange={setSource} />
          </Field>
          <Field label="Seen in run">
            <Select
              value={run}
              options={[{ value: none, label: "None" }, ...(recent.data?.items ?? []).map(runChoice)]}
              onChange={setRun}
            />
          </Field>
        </div>
        <Field label="Note" hint="How it is known.">
          <Input autoComplete="off" maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}

const scopeRule = "Use small letters, digits, underscores and dots, a letter first.";
