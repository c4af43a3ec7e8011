import type { PipelineVersion } from "@plumbline/contracts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { NodeChanges } from "./node-changes.tsx";

interface ActivateDialogProps {
  /** The version to activate; undefined keeps the dialog closed. */
  version: PipelineVersion | undefined;
  /** The one that is active now, once known. */
  active: PipelineVersion | undefined;
  /** What the act is called, as "Roll back". */
  verb?: string;
  onClose: () => void;
  onConfirm: (number: number) => Promise<unknown>;
}

/** Asks before another version is used, and says what that changes. */
export function ActivateDialog({ version, active, verb = "Activate", onClose, onConfirm }: ActivateDialogProps) {
  return (
    <AlertDialog
      open={version !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`${verb} ${version ? versionName(version.number) : ""}?`}
      description={
        <>
          <p>New runs use it from now on. Runs under way go on as they began.</p>
          {version && active && (
            <div className="mt-3 max-h-[40vh] overflow-y-auto text-ink">
              <p className="mb-1.5 text-muted">Compared with {versionName(active.number)}, which is active:</p>
              <NodeChanges before={active} after={version} />
            </div>
          )}
        </>
      }
      confirm={verb}
      danger={false}
      onConfirm={async () => {
        if (version) await onConfirm(version.number);
      }}
    />
  );
}

/** "version 3"; 0 is "the built-in version". */
export const versionName = (number: number): string => (number === 0 ? "the built-in version" : `version ${number}`);
