import { isAppError, type Settings } from "@plumbline/contracts";
import { type FormEvent, useState } from "react";
import { plural } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LeaveGuard } from "../../ui/leave-guard.tsx";
import { Panel } from "../../ui/panel.tsx";
import { toast } from "../../ui/toast.tsx";

import { SettingRow } from "./setting-row.tsx";
import { SettingsConflict } from "./settings-conflict.tsx";
import {
  differences,
  type Edits,
  readEdit,
  realEdits,
  type SettingValue,
  savedValue,
  takeTheirs,
} from "./settings-draft.ts";
import { useSaveSettings } from "./tenant-settings.api.ts";

/**
 * Every setting of a namespace. What is typed is held against the version it was typed on: when another one comes into
 * force meanwhile the person sees what changed, and decides, before anything is saved.
 */
export function SettingsForm({ settings, editable }: { settings: Settings; editable: boolean }) {
  const [draft, setDraft] = useState<{ base: Settings; edits: Edits }>({ base: settings, edits: {} });
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const save = useSaveSettings(settings.namespace);
  const typed = realEdits(draft.base, draft.edits);
  // When somebody else has saved just that meanwhile, there is nothing left to save.
  const edits = Object.keys(realEdits(settings, typed)).length > 0 ? typed : {};
  const dirty = Object.keys(edits).length > 0;
  const base = dirty ? draft.base : settings;
  const overtaken = dirty && settings.version !== base.version;

  const edit = (name: string, value: string | boolean): void => {
    setDraft({ base, edits: { ...edits, [name]: value } });
    setFaults(({ [name]: _, ...others }) => others);
  };

  const send = (on: Settings, kept: Edits): void => {
    const wrong: Record<string, string> = {};
    const value: Record<string, SettingValue> = {};
    for (const field of on.fields) {
      const edited = kept[field.name];
      if (edited === undefined) continue;
      const read = readEdit(field, edited);
      if ("fault" in read) wrong[field.name] = read.fault;
      else value[field.name] = read.value;
    }
    setDraft({ base: on, edits: kept });
    setFaults(wrong);
    const first = Object.keys(wrong)[0];
    if (first !== undefined) {
      document.getElementsByName(first)[0]?.focus();
      return;
    }
    save.mutate(
      { version: on.version, value },
      {
        onSuccess: (saved) => {
          setDraft({ base: saved, edits: {} });
          toast.done(`Saved as version ${saved.version}.`);
        },
        onError: (error) => setFaults(faultsOf(error, on)),
      },
    );
  };

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (dirty && !overtaken && !save.isPending) send(base, edits);
  };

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <LeaveGuard active={dirty} />
      {save.isError && !overtaken && <ErrorState compact error={save.error} />}
      {overtaken && (
        <SettingsConflict
          base={base}
          now={settings}
          differences={differences(base, settings, edits)}
          busy={save.isPending}
          onKeepMine={() => send(settings, realEdits(settings, edits))}
          onTakeTheirs={() => {
            setDraft({ base: settings, edits: takeTheirs(base, settings, edits) });
            save.reset();
          }}
        />
      )}
      <Panel className="overflow-hidden">
        {base.fields.map((field) => (
          <SettingRow
            key={field.name}
            field={field}
            saved={savedValue(base, field)}
            edit={edits[field.name]}
            fault={faults[field.name]}
            editable={editable}
            onEdit={(value) => edit(field.name, value)}
          />
        ))}
        {editable && (
          <footer className="flex flex-wrap items-center gap-2 bg-bg px-4 py-2.5">
            <span role="status" className="mr-auto text-muted">
              {dirty ? `${plural(Object.keys(edits).length, "change")} not saved` : "Everything is saved"}
            </span>
            <Button
              variant="ghost"
              disabled={!dirty || save.isPending}
              onClick={() => {
                setDraft({ base: settings, edits: {} });
                setFaults({});
                save.reset();
              }}
            >
              Discard
            </Button>
            <Button type="submit" variant="primary" disabled={!dirty || overtaken} busy={save.isPending}>
              Save
            </Button>
          </footer>
        )}
      </Panel>
    </form>
  );
}

/** What the server found wrong with a value, at its setting. */
function faultsOf(error: unknown, { fields }: Settings): Record<string, string> {
  if (!isAppError(error) || error.code === "conflict") return {};
  const found: Record<string, string> = {};
  for (const { location, message } of error.errors ?? []) {
    const name = location.split(/[/.]/).at(-1);
    if (name !== undefined && fields.some((field) => field.name === name)) found[name] = message;
  }
  return found;
}
