import type { IrSchemaVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { plural } from "../../lib/format.ts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { BreakList } from "./break-list.tsx";
import { breaksQuery, useActivateSchema } from "./ir-schemas.api.ts";
import { activationVerb } from "./schema-words.ts";

interface ActivateSchemaProps {
  id: string;
  /** Null: no version is to be active any more. */
  version: IrSchemaVersion | null;
  active: IrSchemaVersion | undefined;
  onClose: () => void;
}

/** Asks before results are held against another version, and says what that one refuses. */
export function ActivateSchema({ id, version, active, onClose }: ActivateSchemaProps) {
  const activate = useActivateSchema(id);
  const query = useQuery({
    ...breaksQuery(id, version?.version ?? 0),
    enabled: version !== null && active !== undefined,
  });
  const breaks = query.data?.breaks ?? [];
  const verb = version ? activationVerb(version.version, active?.version ?? 0) : "Deactivate";
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={version ? `${verb} version ${version.version}?` : `Deactivate version ${active?.version}?`}
      description={
        version === null ? (
          <p>Runs that start from now on are held against the schema that comes with the step alone.</p>
        ) : (
          <>
            <p>Runs that start from now on are held against it.</p>
            {active && (
              <div className="mt-3 max-h-[40vh] overflow-y-auto text-ink">
                {query.isPending ? (
                  <SkeletonText lines={2} />
                ) : query.isError ? (
                  <p className="text-major">What it refuses could not be told: {query.error.message}</p>
                ) : breaks.length === 0 ? (
                  <SeverityMark severity="pass">
                    It accepts everything that version {active.version}, which is active, accepts
                  </SeverityMark>
                ) : (
                  <>
                    <SeverityMark severity="major">
                      It refuses what version {active.version}, which is active, accepts, in{" "}
                      {plural(breaks.length, "place")}
                    </SeverityMark>
                    <BreakList breaks={breaks} className="mt-1" />
                  </>
                )}
              </div>
            )}
          </>
        )
      }
      confirm={breaks.length > 0 ? `${verb} although it breaks` : verb}
      danger={version === null || breaks.length > 0}
      onConfirm={async () => {
        await activate.mutateAsync(version?.version ?? null);
        toast.done(
          version
            ? `Results are held against version ${version.version} from now on.`
            : "No version of your own is active any more.",
        );
      }}
    />
  );
}
