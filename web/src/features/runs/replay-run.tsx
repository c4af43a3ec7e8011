import type { RunDetail } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReplayFields, sameAgain } from "./replay-fields.tsx";
import { useReplay } from "./runs.api.ts";

/** Runs the same input again, with the pipeline and the model that serve now or with others. */
export function ReplayRun({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const replay = useReplay(run.id);
  const [what, choose] = useState(sameAgain);
  const send = (): void =>
    replay.mutate(what, {
      onSuccess: ({ run: next }) => {
        onClose();
        void navigate({ to: "/runs/$runId", params: { runId: next.id } });
      },
      onError: (error) => toast.failed(error),
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Replay this run"
      description="The same input again, from the first step. Compare both runs afterwards."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={send} busy={replay.isPending}>
            Replay
          </Button>
        </>
      }
    >
      <ReplayFields kind={run.kind} value={what} onChange={choose} />
    </Dialog>
  );
}
