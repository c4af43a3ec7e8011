import { useQuery } from "@tanstack/react-query";
import { featuresQuery } from "../../lib/features.ts";
import { useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { FeatureRow } from "./feature-row.tsx";

/** What the tenant has of the platform, and why. */
export function FeaturesPage() {
  usePageTitle("Features");
  const features = useQuery(featuresQuery);
  const membership = useMembership();
  const owner = membership?.role === "owner";
  return (
    <Page width="reading">
      <PageHeader
        title="Features"
        className="mb-4"
        meta="A feature that is off has no pages and answers nothing through the API. A run keeps what was on when it was requested."
      />
      {membership && !owner && (
        <Notice className="mb-3">Only owners of {membership.tenant.name} switch features.</Notice>
      )}
      {features.isError && !features.data ? (
        <ErrorState
          error={features.error}
          title="The features could not be loaded"
          onRetry={() => void features.refetch()}
          retrying={features.isFetching}
        />
      ) : (
        <Panel>
          {!features.data ? (
            <SkeletonText lines={6} className="p-4" />
          ) : (
            <ul>
              {features.data.items.map((feature) => (
                <FeatureRow key={feature.key} feature={feature} owner={owner} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Page>
  );
}
