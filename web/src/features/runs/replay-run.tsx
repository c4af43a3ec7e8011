import type { RunDetail } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { PipelineVersionField } from "./pipeline-version-field.tsx";
import { useReplay } from "./runs.api.ts";

/** Runs the same input again, with the pipeline that is active or with another version of it. */
export function ReplayRun({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const replay = useReplay(run.id);
  const [pipeline_version_id, choose] = useState<string | null>(null);
  const send = (): void =>
    replay.mutate(
      { pipeline_version_id },
      {
        onSuccess: ({ run: next }) => {
          onClose();
          void navigate({ to: "/runs/$runId", params: { runId: next.id } });
        },
        onError: (error) => toast.failed(error),
      },
    );
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
      <PipelineVersionField kind={run.kind} value={pipeline_version_id} onChange={choose} />
    </Dialog>
  );
}
