import { isAppError, isFinished, type RunDetail } from "@plumbline/contracts";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis, GitCompareArrows, Play, RotateCw, Square } from "lucide-react";
import { useState } from "react";
import { useHasRole } from "../../lib/me.ts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { toast } from "../../ui/toast.tsx";
import { ChooseOtherRun } from "./choose-other-run.tsx";
import { ReplayRun } from "./replay-run.tsx";
import { useCancelRun, useRunAgain } from "./runs.api.ts";

/** What can be done with a run: stop it, run its dataset again, replay it, hold it against another. */
export function RunActions({ run }: { run: RunDetail }) {
  const editor = useHasRole("editor");
  const navigate = useNavigate();
  const cancel = useCancelRun();
  const again = useRunAgain();
  const [asking, setAsking] = useState(false);
  const [replaying, setReplaying] = useState(false);
  const [comparing, setComparing] = useState(false);
  const { subject_id } = run;

  const stop = async (): Promise<void> => {
    try {
      await cancel.mutateAsync(run.id);
      toast.info("The run was asked to stop.");
    } catch (error) {
      // It finished while the question was on the screen: that is no failure.
      if (isAppError(error) && error.code === "conflict") toast.info("The run had finished already.");
      else throw error;
    }
  };
  const runAgain = (id: string): void =>
    again.mutate(id, {
      onSuccess: (accepted) => void navigate({ to: "/runs/$runId", params: { runId: accepted.run.id } }),
      onError: (error) => toast.failed(error),
    });

  return (
    <>
      {editor && !isFinished(run.status) && (
        <Button variant="danger" onClick={() => setAsking(true)}>
          <Square aria-hidden />
          Cancel run
        </Button>
      )}
      {editor && isFinished(run.status) && subject_id && (
        <Button onClick={() => runAgain(subject_id)} busy={again.isPending}>
          <RotateCw aria-hidden />
          Run again
        </Button>
      )}
      {isFinished(run.status) && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <IconButton icon={Ellipsis} label="More" tip={false} className="border border-line" />
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {editor && (
              <DropdownMenuItem onSelect={() => setReplaying(true)}>
                <Play aria-hidden />
                Replay
              </DropdownMenuItem>
            )}
            <DropdownMenuItem onSelect={() => setComparing(true)}>
              <GitCompareArrows aria-hidden />
              Compare with another run
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      )}
      {subject_id && (
        <Button asChild variant={isFinished(run.status) && !run.failure ? "primary" : "secondary"}>
          <Link to="/datasets/$datasetId" params={{ datasetId: subject_id }}>
            Open dataset
          </Link>
        </Button>
      )}
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Cancel this run?"
        description="It stops within a second and publishes nothing. What earlier runs published stays."
        confirm="Cancel run"
        dismiss="Keep it running"
        onConfirm={stop}
      />
      {replaying && <ReplayRun run={run} onClose={() => setReplaying(false)} />}
      {comparing && <ChooseOtherRun run={run} onClose={() => setComparing(false)} />}
    </>
  );
}
