import type { PipelineVersion } from "@plumbline/contracts";
import { useMemberName } from "../../lib/member-names.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import type { Draft } from "./draft.ts";
import { NodeChanges } from "./node-changes.tsx";

interface SaveConflictProps {
  /** The draft as it is on the server; undefined keeps the dialog closed. */
  theirs: PipelineVersion | undefined;
  mine: Draft;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  onClose: () => void;
  saving: boolean;
}

/** Somebody else saved the draft meanwhile: what differs, and whose is kept. */
export function SaveConflict({ theirs, mine, onTakeTheirs, onKeepMine, onClose, saving }: SaveConflictProps) {
  const author = useMemberName(theirs?.created_by ?? null);
  return (
    <Dialog
      open={theirs !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title="The draft has changed meanwhile"
      description="Somebody else saved it after you had opened it. Nothing of yours is lost yet."
      className="w-[min(560px,calc(100vw-24px))]!"
      footer={
        <>
          <Button onClick={onTakeTheirs}>Load theirs, drop mine</Button>
          <Button variant="primary" onClick={onKeepMine} busy={saving}>
            Save mine over it
          </Button>
        </>
      }
    >
      {theirs && (
        <>
          <p className="mb-3 text-muted">
            Saved <RelativeTime at={theirs.updated_at} />
            {author && `, draft by ${author}`}. From theirs to yours:
          </p>
          <NodeChanges before={theirs} after={mine} />
        </>
      )}
    </Dialog>
  );
}
