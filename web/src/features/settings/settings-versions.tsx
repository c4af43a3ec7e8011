import type { Settings, SettingsVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ChangeList, type ShownChange } from "../../ui/change-list.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { settingValue } from "./setting-words.ts";
import { savedValue } from "./settings-draft.ts";
import { settingsHistoryQuery, useRollBackSettings } from "./tenant-settings.api.ts";

const shownAtFirst = 8;

/** What turns one version into another, in the words of the form. */
function changes(settings: Settings, from: Pick<SettingsVersion, "value">, to: SettingsVersion): ShownChange[] {
  return settings.fields.flatMap((field) => {
    const [before, after] = [savedValue(from, field), savedValue(to, field)];
    if (before === after) return [];
    return [{ name: words(field.name), before: settingValue(before), after: settingValue(after) }];
  });
}

/** Every version, newest first: who made it, what it changed, and the way back to it. */
export function SettingsVersions({ settings, editable }: { settings: Settings; editable: boolean }) {
  const query = useQuery(settingsHistoryQuery(settings.namespace));
  const [all, setAll] = useState(false);
  const [target, setTarget] = useState<SettingsVersion>();
  const rollBack = useRollBackSettings(settings.namespace);
  const versions = (query.data?.items ?? []).toSorted((a, b) => b.version - a.version);
  const shown = all ? versions : versions.slice(0, shownAtFirst);

  return (
    <section aria-label="History">
      <SectionHeader title="History" meta="Nothing is overwritten: rolling back adds a version" />
      {query.isError && !query.data ? (
        <ErrorState
          compact
          error={query.error}
          title="The history could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      ) : (
        <Panel>
          {query.isPending ? (
            <SkeletonText lines={4} className="p-4" />
          ) : (
            <ol>
              {shown.map((version, at) => (
                <li
                  key={version.version}
                  className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
                >
                  <div className="flex w-36 shrink-0 flex-wrap items-center gap-1.5">
                    <span className="font-medium">Version {version.version}</span>
                    {version.version === settings.version && <Badge tone="accent">in force</Badge>}
                  </div>
                  <div className="min-w-0 flex-1 basis-56">
                    <Summary settings={settings} version={version} before={versions[at + 1]} />
                  </div>
                  {editable && version.version !== settings.version && (
                    <Button size="sm" variant="ghost" onClick={() => setTarget(version)}>
                      <Undo2 aria-hidden />
                      Roll back
                      <span className="sr-only"> to version {version.version}</span>
                    </Button>
                  )}
                </li>
              ))}
            </ol>
          )}
          {shown.length < versions.length && (
            <div className="border-t border-line px-4 py-2">
              <Button size="sm" onClick={() => setAll(true)}>
                Show all {versions.length} versions
              </Button>
            </div>
          )}
        </Panel>
      )}
      <AlertDialog
        open={target !== undefined}
        onOpenChange={(open) => {
          if (!open) setTarget(undefined);
        }}
        title={`Roll back to version ${target?.version}?`}
        description={
          target && (
            <>
              <p>
                Its values come into force at once, as version {settings.version + 1}. Nothing is lost: you can roll
                back again.
              </p>
              <ChangeList className="mt-2" changes={changes(settings, settings, target)} />
            </>
          )
        }
        confirm="Roll back"
        onConfirm={async () => {
          if (!target) return;
          await rollBack.mutateAsync({ version: settings.version, to_version: target.version });
          toast.done(`Version ${target.version} is in force again.`);
        }}
      />
    </section>
  );
}

interface SummaryProps {
  settings: Settings;
  version: SettingsVersion;
  before: SettingsVersion | undefined;
}

function Summary({ settings, version, before }: SummaryProps) {
  if (version.version === 0) return <p className="text-muted">The defaults, which nobody made.</p>;
  const made = before && changes(settings, before, version);
  return (
    <>
      <p className="text-muted">
        {version.changed_by_name ?? "Somebody who has left"}
        {version.changed_at && (
          <>
            {" · "}
            <RelativeTime at={version.changed_at} />
          </>
        )}
        {version.rolled_back_to !== null && ` · rolled back to version ${version.rolled_back_to}`}
      </p>
      {made?.length === 0 ? <p className="text-muted">No value changed.</p> : made && <ChangeList changes={made} />}
    </>
  );
}
