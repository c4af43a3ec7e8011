import type { MetricCatalogue, MetricProfile } from "@plumbline/contracts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Gauge, Plus } from "lucide-react";
import { plural } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProfileEditor } from "./profile-editor.tsx";

/** Every profile, and one of them beside the list: its thresholds, who uses it, and a bench to try values on. */
export function ProfilesTab({ catalogue }: { catalogue: MetricCatalogue }) {
  const owner = useHasRole("owner");
  const { profile: key, create } = useSearch({ from: "/app/metrics" });
  const navigate = useNavigate({ from: "/metrics" });
  const { profiles } = catalogue;
  const creating = owner && create === true;
  const shown = creating ? undefined : (profiles.find((one) => one.key === key) ?? profiles[0]);
  if (profiles.length === 0 && !creating)
    return (
      <Panel>
        <EmptyState
          icon={Gauge}
          title="No profile yet"
          action={
            owner && (
              <Button variant="primary" onClick={() => void navigate({ search: { tab: "profiles", create: true } })}>
                <Plus aria-hidden />
                Create profile
              </Button>
            )
          }
        >
          A profile lists what is measured at a node and what each value must be. Name it at a node of a pipeline, and
          later runs are measured with it.{!owner && " An owner of the tenant can create one."}
        </EmptyState>
      </Panel>
    );
  return (
    <div className="grid gap-3 lg:grid-cols-[260px_minmax(0,1fr)]">
      <Panel aria-label="Profiles" className="self-start overflow-hidden max-lg:max-h-60 max-lg:overflow-y-auto">
        <ol className="divide-y divide-line">
          {creating && (
            <li className="bg-accent-soft px-3 py-2" aria-current="true">
              <span className="font-medium">New profile</span>
            </li>
          )}
          {profiles.map((profile) => (
            <li key={profile.key}>
              <ProfileLink profile={profile} shown={profile.key === shown?.key} />
            </li>
          ))}
        </ol>
      </Panel>
      <ProfileEditor key={shown?.id ?? ""} profile={shown} definitions={catalogue.definitions} />
    </div>
  );
}

function ProfileLink({ profile, shown }: { profile: MetricProfile; shown: boolean }) {
  const judged = profile.metrics.filter((one) => one.threshold !== null).length;
  return (
    <Link
      to="/metrics"
      search={{ tab: "profiles", profile: profile.key }}
      replace
      resetScroll={false}
      aria-current={shown ? "true" : undefined}
      title={profile.key}
      className={cx("flex flex-col gap-0.5 px-3 py-2 -outline-offset-2", shown ? "bg-accent-soft" : "hover:bg-hover")}
    >
      <span className="truncate font-mono text-sm font-medium">{profile.key}</span>
      <span className="text-sm text-muted">
        {plural(profile.metrics.length, "metric")}, {plural(judged, "threshold")}
        {profile.used_by.length === 0 && " · not used"}
      </span>
    </Link>
  );
}
