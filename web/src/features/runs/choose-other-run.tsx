import type { Run, RunDetail } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { runOption, useOtherRuns } from "./other-runs.ts";

/** Asks which run to hold this one against. */
export function ChooseOtherRun({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const { others, loading } = useOtherRuns(run);
  const [chosen, setChosen] = useState<string>();
  const other = others.find((one) => one.id === chosen) ?? others[0];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Compare with another run"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!other}
            onClick={() => other && void navigate({ to: "/runs/$runId/compare/$otherId", params: inOrder(run, other) })}
          >
            Compare
          </Button>
        </>
      }
    >
      {loading ? (
        <SkeletonText lines={2} />
      ) : other ? (
        <Field label="Run" hint="Runs about the same thing, newest first">
          <Select value={other.id} options={others.map((one) => runOption(one, run))} onChange={setChosen} />
        </Field>
      ) : (
        <p className="text-muted">There is no other run about the same thing. Replay this one to have two.</p>
      )}
    </Dialog>
  );
}

/** The older run is the first: what changed reads from then to now. */
const inOrder = (run: Run, other: Run): { runId: string; otherId: string } =>
  Date.parse(run.created_at) < Date.parse(other.created_at)
    ? { runId: run.id, otherId: other.id }
    : { runId: other.id, otherId: run.id };
