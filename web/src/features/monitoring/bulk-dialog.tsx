import { isAppError, type RunFilter } from "@plumbline/contracts";
import { useEffect, useState } from "react";
import { formatDateTime, plural, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReplayFields, sameAgain } from "../runs/replay-fields.tsx";
import { useBulk } from "./monitoring.api.ts";

interface BulkDialogProps {
  act: "cancel" | "replay";
  filter: RunFilter;
  onClose: () => void;
}

/** Acts on many runs: counts them first, and acts only while that count holds. At most 1,000 at a time. */
export function BulkDialog({ act, filter, onClose }: BulkDialogProps) {
  const count = useBulk(act);
  const bulk = useBulk(act);
  const [what, choose] = useState(sameAgain);
  const { mutate } = count;
  // The filter is as it was when the dialog was opened: what is counted is what is acted on.
  const [asked] = useState(filter);
  useEffect(() => mutate({ filter: asked, confirm: null }), [mutate, asked]);

  const matched = count.data?.matched;
  const verb = act === "cancel" ? "Cancel" : "Replay";
  const confirm = (): void => {
    if (matched === undefined) return;
    bulk.mutate(
      { filter: asked, confirm: matched, ...(act === "replay" && what) },
      {
        onSuccess: ({ done }) => {
          onClose();
          const left = matched - done;
          toast.done(`${plural(done, "run")} ${act === "cancel" ? "cancelled" : "replayed"}.`, {
            ...(left > 0 && { description: `${plural(left, "run")} left: do it again for the next.` }),
          });
        },
        onError: (error) => {
          // More or fewer fit by now: they are counted again, and the person decides again.
          if (isAppError(error) && error.code === "conflict") mutate({ filter: asked, confirm: null });
          toast.failed(error);
        },
      },
    );
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !bulk.isPending && onClose()}
      title={`${verb} runs`}
      description={
        act === "cancel"
          ? "Runs that are queued or running and fit the filter stop and publish nothing."
          : "Runs that have ended and fit the filter are run again with the same input."
      }
      footer={
        <>
          <Button onClick={onClose} disabled={bulk.isPending}>
            Keep as it is
          </Button>
          <Button
            variant={act === "cancel" ? "danger-solid" : "primary"}
            onClick={confirm}
            busy={bulk.isPending}
            disabled={!matched || count.isPending}
          >
            {matched ? `${verb} ${plural(matched, "run")}` : verb}
          </Button>
        </>
      }
    >
      <p className="text-muted">{filterWords(asked)}</p>
      <div className="mt-3" role="status">
        {count.isError ? (
          <ErrorState
            compact
            error={count.error}
            title="The runs could not be counted"
            onRetry={() => mutate({ filter: asked, confirm: null })}
          />
        ) : matched === undefined ? (
          <Skeleton className="h-6 w-40" />
        ) : (
          <p className="text-lg font-semibold tabular-nums">
            {matched === 0 ? `No run to ${act}` : `${plural(matched, "run")} to ${act}`}
          </p>
        )}
        {matched !== undefined && matched > 1000 && <p className="text-muted">The oldest 1,000 come first.</p>}
      </div>
      {act === "replay" && (
        <div className="mt-3">
          <ReplayFields kind={asked.kind} value={what} onChange={choose} />
        </div>
      )}
    </Dialog>
  );
}

/** The filter in one sentence. */
const filterWords = ({
  kind,
  status,
  failure_code,
  from,
  to,
}: RunFilter & { failure_code?: string | undefined }): string =>
  [
    status ? `Status ${words(status).toLowerCase()}` : "Any status",
    failure_code && `failure ${words(failure_code).toLowerCase()}`,
    kind && `kind ${words(kind).toLowerCase()}`,
    from && to && `requested from ${formatDateTime(from)} to ${formatDateTime(to)}`,
  ]
    .filter(Boolean)
    .join(", ");
