import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { metricCatalogueQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { DefinitionsTab } from "./definitions-tab.tsx";
import { ProfilesTab } from "./profiles-tab.tsx";

/** What is measured at the nodes of pipelines, and with which thresholds. */
export function MetricsPage() {
  usePageTitle("Metrics");
  const owner = useHasRole("owner");
  const { tab = "definitions" } = useSearch({ from: "/app/metrics" });
  const navigate = useNavigate({ from: "/metrics" });
  const query = useQuery(metricCatalogueQuery);
  const catalogue = query.data;
  return (
    <Page>
      <PageHeader
        title="Metrics"
        meta="A definition says how a number is computed from a node's result; a profile says which of them are measured at a node, and what they must be."
        actions={
          owner ? (
            <Button variant="primary" onClick={() => void navigate({ search: { tab, create: true } })}>
              <Plus aria-hidden />
              {tab === "profiles" ? "Create profile" : "Define metric"}
            </Button>
          ) : (
            <span className="text-sm text-muted">Owners can change these</span>
          )
        }
      />
      <Tabs
        label="View"
        className="mt-3"
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next === "definitions" ? undefined : next } })}
        tabs={[
          { value: "definitions", label: "Definitions", ...countOf(catalogue?.definitions) },
          { value: "profiles", label: "Profiles", ...countOf(catalogue?.profiles) },
        ]}
      >
        {query.isError && !catalogue ? (
          <ErrorState
            className="mt-3"
            error={query.error}
            title="The metrics could not be loaded"
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          />
        ) : (
          <>
            <TabPanel value="definitions" className="mt-3">
              <DefinitionsTab catalogue={catalogue} />
            </TabPanel>
            <TabPanel value="profiles" className="mt-3">
              {catalogue ? <ProfilesTab catalogue={catalogue} /> : <Skeleton className="h-80" />}
            </TabPanel>
          </>
        )}
      </Tabs>
    </Page>
  );
}

const countOf = (list: readonly unknown[] | undefined) => (list ? { count: String(list.length) } : {});
