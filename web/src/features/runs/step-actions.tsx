import { isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { PencilLine, RotateCw } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { useRerun } from "./runs.api.ts";
import { hasResult } from "./step-status.ts";

const EditResult = lazy(() => import("./edit-result.tsx").then((module) => ({ default: module.EditResult })));

/** What can be done from a step of an ended run: execute it and what follows again, or mend its result first. */
export function StepActions({ run, step }: { run: RunDetail; step: RunStep }) {
  const editor = useHasRole("editor");
  const navigate = useNavigate();
  const rerun = useRerun(run.id);
  const [asking, setAsking] = useState(false);
  const [editing, setEditing] = useState(false);
  if (!editor || !isFinished(run.status)) return null;
  return (
    <div className="mt-1 flex flex-wrap gap-1.5">
      <Button size="sm" onClick={() => setAsking(true)}>
        <RotateCw aria-hidden />
        Re-run from here
      </Button>
      {hasResult(step) && (
        <Button size="sm" onClick={() => setEditing(true)}>
          <PencilLine aria-hidden />
          Edit result and re-run
        </Button>
      )}
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Re-run from ${words(step.key).toLowerCase()}?`}
        description="A new run takes over the results before this step, and executes it and everything after it."
        confirm="Re-run"
        danger={false}
        onConfirm={async () => {
          const { run: next } = await rerun.mutateAsync({ node: step.key });
          void navigate({ to: "/runs/$runId", params: { runId: next.id }, search: true });
        }}
      />
      {editing && (
        <Suspense fallback={null}>
          <EditResult run={run} step={step} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </div>
  );
}
