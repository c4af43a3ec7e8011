import { type Fault, isAppError, type RunDetail, type RunStep } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { words } from "../../lib/format.ts";
import { schemaFaults } from "../../lib/json-schema-faults.ts";
import { stepsQuery } from "../../lib/pipeline-queries.ts";
import { artifactQuery } from "../../lib/run-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonEditor } from "../../ui/json/json-editor.tsx";
import { type LineFault, lineFaults, readJson } from "../../ui/json/json-source.ts";
import type { Json } from "../../ui/json/json-value.ts";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { useEditResult } from "./runs.api.ts";
import { isMissing } from "./step-status.ts";

interface EditResultProps {
  run: RunDetail;
  step: RunStep;
  onClose: () => void;
}

/** Mends the result of a step by hand; a new run takes it as it is then and executes what follows. */
export function EditResult({ run, step, onClose }: EditResultProps) {
  const artifact = useQuery(artifactQuery(run.id, step.key));
  const steps = useQuery(stepsQuery);
  const navigate = useNavigate();
  const edit = useEditResult(run.id);
  const [typed, setTyped] = useState<string>();
  const [refused, setRefused] = useState<{ text: string; faults: Fault[] }>();
  // A step that failed may have given nothing: a person writes what it should have.
  const missing = isMissing(artifact.error);
  const original = useMemo(
    () => (artifact.data ? JSON.stringify(artifact.data.value, null, 2) : missing ? "{\n}" : ""),
    [artifact.data, missing],
  );
  const text = typed ?? original;
  const looked = useDeferredValue(text);
  const schema = steps.data?.items
    .flatMap((item) => item.versions)
    .find((one) => one.step === step.step)?.output_schema;
  const faults = useMemo((): LineFault[] => {
    // The server's word is about the text that was sent; after a change the schema alone speaks.
    const judge = (value: Json) => (schema ? schemaFaults(schema, value) : []);
    return lineFaults(looked, refused?.text === looked ? () => refused.faults : judge);
  }, [looked, refused, schema]);

  const send = (): void => {
    const read = readJson(text);
    if ("fault" in read) return;
    edit.mutate(
      { node: step.key, value: read.value },
      {
        onSuccess: ({ run: next }) => {
          onClose();
          void navigate({ to: "/runs/$runId", params: { runId: next.id }, search: true });
        },
        onError: (error) => {
          const said = isAppError(error) ? (error.errors ?? []) : [];
          if (said.length > 0) setRefused({ text, faults: said.map(insideValue) });
          else toast.failed(error);
        },
      },
    );
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !edit.isPending && onClose()}
      title={`Edit the result of ${words(step.key).toLowerCase()}`}
      description="A new run takes this result as it is, executes what follows from it, and says who edited it."
      className="top-[5vh]! max-h-[90vh]! w-[min(900px,calc(100vw-24px))]!"
      footer={
        <>
          <Button onClick={onClose} disabled={edit.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            onClick={send}
            busy={edit.isPending}
            disabled={original === "" || text === original || faults.length > 0}
          >
            Save and re-run
          </Button>
        </>
      }
    >
      {artifact.isError && !missing ? (
        <ErrorState compact error={artifact.error} title="The result could not be loaded" />
      ) : original ? (
        <JsonEditor
          label="Result"
          text={text}
          onChange={setTyped}
          faults={faults}
          height="min(560px, calc(90vh - 290px))"
        />
      ) : (
        <SkeletonText lines={10} />
      )}
    </Dialog>
  );
}

/** The server's pointers are into the request, where the result is `value`. */
const insideValue = (fault: Fault): Fault => ({
  ...fault,
  location: fault.location.replace(/^.*?\/?value(?=\/|$)/, ""),
});
