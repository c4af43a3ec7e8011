import { type MetricDefinition, MetricKey, type MetricProfile } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useHasRole } from "../../lib/me.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { useSaveKey } from "../../lib/use-save-key.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/class-names.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { LeaveGuard } from "../../ui/leave-guard.tsx";
import { Panel } from "../../ui/panel.tsx";
import { toast } from "../../ui/toast.tsx";
import { thresholdCel } from "./cel.ts";
import { DeleteButton } from "./delete-button.tsx";
import { useCreateProfile, useDeleteProfile, useUpdateProfile } from "./metrics.api.ts";
import { addMetric, draftOf, lineErrors, type ProfileDraft, writtenMetrics } from "./profile-draft.ts";
import { ProfileLines } from "./profile-lines.tsx";
import { ProfileUses } from "./profile-uses.tsx";

interface ProfileEditorProps {
  /** Undefined: a new one. */
  profile: MetricProfile | undefined;
  definitions: readonly MetricDefinition[];
}

/** One profile: what it measures, against which thresholds, and whether values that are entered pass. */
export function ProfileEditor({ profile, definitions }: ProfileEditorProps) {
  const owner = useHasRole("owner");
  const navigate = useNavigate({ from: "/metrics" });
  const create = useCreateProfile();
  const update = useUpdateProfile(profile?.id ?? "");
  const remove = useDeleteProfile();
  const [edited, setEdited] = useState<ProfileDraft>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const draft = edited ?? (profile ? draftOf(profile) : addMetric(draftOf(undefined), definitions));
  const errors = lineErrors(draft, definitions, thresholdCel);
  const badKey = profile || draft.key === "" || MetricKey.safeParse(draft.key).success ? undefined : keyRule;
  const dirty = edited !== undefined;
  const ready = dirty && errors.size === 0 && draft.metrics.length > 0 && draft.key !== "" && badKey === undefined;

  const save = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem(undefined);
    const body = { description: draft.description, metrics: writtenMetrics(draft) };
    try {
      if (profile) await update.mutateAsync(body);
      else await create.mutateAsync({ key: draft.key, ...body });
      toast.done(`${draft.key} was ${profile ? "saved: runs are measured with it from now on" : "created"}.`);
      if (!profile)
        await navigate({ search: { tab: "profiles", profile: draft.key }, replace: true, ignoreBlocker: true });
      setEdited(undefined);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  useSaveKey(() => void save());
  const discard = (): void => {
    setEdited(undefined);
    setProblem(undefined);
    if (!profile) void navigate({ search: { tab: "profiles" }, replace: true, ignoreBlocker: true });
  };

  return (
    <Panel aria-label={profile ? `Profile ${profile.key}` : "New profile"} className="min-w-0 self-start">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <h2 title={profile?.key} className={cx("min-w-0 truncate text-md", profile && "font-mono")}>
          {profile?.key ?? "New profile"}
        </h2>
        {profile && (
          <span className="text-sm text-muted">
            changed <RelativeTime at={profile.updated_at} />
          </span>
        )}
        {owner && (
          <span className="ml-auto flex gap-1.5">
            {profile && !dirty && (
              <DeleteButton
                name={profile.key}
                inUse={
                  profile.used_by.length > 0 ? "A pipeline uses it: choose another profile there first" : undefined
                }
                description="No node can be measured with it any more. What was measured stays."
                onDelete={() => remove.mutateAsync(profile.id)}
                onDeleted={() => navigate({ search: { tab: "profiles" }, replace: true })}
              />
            )}
            {(dirty || !profile) && <Button onClick={discard}>{profile ? "Discard" : "Cancel"}</Button>}
            <Button variant="primary" busy={busy} disabled={!ready} onClick={() => void save()}>
              {profile ? "Save" : "Create profile"}
            </Button>
          </span>
        )}
      </div>
      <div className="flex flex-col gap-4 p-3">
        {problem !== undefined && <ErrorState compact error={problem} title="It was not saved" />}
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {!profile && (
            <Field label="Key" hint="It stays: nodes of pipelines name it." error={badKey}>
              <Input
                autoFocus
                autoComplete="off"
                spellCheck={false}
                maxLength={63}
                value={draft.key}
                onChange={(event) => setEdited({ ...draft, key: event.target.value })}
              />
            </Field>
          )}
          {owner ? (
            <Field label="Description">
              <Input
                autoComplete="off"
                maxLength={500}
                value={draft.description}
                onChange={(event) => setEdited({ ...draft, description: event.target.value })}
              />
            </Field>
          ) : (
            draft.description && <p className="text-muted">{draft.description}</p>
          )}
        </div>
        <ProfileLines
          draft={draft}
          definitions={definitions}
          errors={errors}
          editable={owner}
          onChange={(metrics) => setEdited({ ...draft, metrics })}
        />
        {owner && (
          <Button
            className="self-start"
            disabled={draft.metrics.length >= Math.min(50, definitions.length)}
            onClick={() => setEdited(addMetric(draft, definitions))}
          >
            <Plus aria-hidden />
            Add metric
          </Button>
        )}
        {profile && <ProfileUses uses={profile.used_by} />}
      </div>
      <LeaveGuard active={dirty && !busy} />
    </Panel>
  );
}

const keyRule = "Use small letters, digits and underscores, a letter first.";
