import { SettingsNamespace } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { words } from "../../lib/format.ts";
import { useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsVersions } from "./settings-versions.tsx";
import { settingsQuery } from "./tenant-settings.api.ts";

const leads: Record<SettingsNamespace, string> = {
  access: "Who gets in, and for how long.",
  insights: "What a run publishes. A run keeps the settings it was requested under.",
  runs: "How runs are executed, from the next one on.",
};

/** One namespace of the tenant's settings: its form and its history. */
export function TenantSettingsPage() {
  const { namespace } = useParams({ from: "/app/settings/$namespace" });
  return <Namespace key={namespace} namespace={SettingsNamespace.parse(namespace)} />;
}

function Namespace({ namespace }: { namespace: SettingsNamespace }) {
  usePageTitle(words(namespace));
  const query = useQuery(settingsQuery(namespace));
  const membership = useMembership();
  const owner = membership?.role === "owner";
  const { data } = query;
  return (
    <Page width="reading">
      <PageHeader
        title={words(namespace)}
        className="mb-4"
        meta={
          <>
            {leads[namespace]}
            {data && (
              <span className="whitespace-nowrap">
                {" "}
                Version {data.version}
                {data.changed_at && (
                  <>
                    {", "}
                    <RelativeTime at={data.changed_at} />
                  </>
                )}
                .
              </span>
            )}
          </>
        }
      />
      {membership && !owner && (
        <Notice className="mb-3">
          Only owners of {membership.tenant.name} change these. You see what is in force.
        </Notice>
      )}
      {query.isError && !data ? (
        <ErrorState
          error={query.error}
          title="The settings could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      ) : !data ? (
        <Panel className="p-4">
          <SkeletonText lines={6} />
        </Panel>
      ) : (
        <>
          <SettingsForm settings={data} editable={owner} />
          <SettingsVersions settings={data} editable={owner} />
        </>
      )}
    </Page>
  );
}
