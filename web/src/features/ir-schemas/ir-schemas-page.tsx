import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { FileBraces, Plus } from "lucide-react";
import { useMemo } from "react";
import { formatCount, formatShare } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { StatRow } from "../../ui/stat-row.tsx";
import { irSchemasQuery, wouldHaveBlockedQuery } from "./ir-schemas.api.ts";
import { irSchemaColumns } from "./schema-columns.tsx";
import { schemaPath } from "./schema-words.ts";

const purpose =
  "An IR schema says in JSON Schema what the result of a step must look like; what is outside it is caught where it arises.";

/** Every schema results are held against, and how many recent runs were outside one. */
export function IrSchemasPage() {
  usePageTitle("IR schemas");
  const owner = useHasRole("owner");
  const { source = "all" } = useSearch({ from: "/app/ir-schemas" });
  const navigate = useNavigate({ from: "/ir-schemas" });
  const query = useQuery(irSchemasQuery);
  const schemas = useMemo(
    () => (query.data?.items ?? []).filter((schema) => source === "all" || schema.source === source),
    [query.data, source],
  );
  const create = (
    <Button asChild variant="primary">
      <Link to="/ir-schemas/new">
        <Plus aria-hidden />
        Create schema
      </Link>
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="IR schemas"
        meta={purpose}
        actions={owner ? create : <span className="text-sm text-muted">Owners can change these</span>}
      />
      <RecentRuns />
      <div className="mt-3">
        {query.isError && !query.data ? (
          <ErrorState
            error={query.error}
            title="The schemas could not be loaded"
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          />
        ) : (
          <>
            <Segmented
              label="Which schemas"
              className="mb-2"
              value={source}
              options={[
                { value: "all", label: "All" },
                { value: "tenant", label: "Your own" },
                { value: "builtin", label: "Built in" },
              ]}
              onChange={(next) =>
                void navigate({
                  search: (before) => ({ ...before, source: next === "all" ? undefined : next }),
                  replace: true,
                })
              }
            />
            <DataTable
              caption="IR schemas"
              columns={irSchemaColumns}
              rows={schemas}
              rowKey={schemaPath}
              loading={query.isPending}
              filter={schemas.length > 12}
              onRowOpen={(schema) =>
                void navigate({ to: "/ir-schemas/$schemaId", params: { schemaId: schemaPath(schema) } })
              }
              empty={
                <Panel>
                  {source === "tenant" ? (
                    <EmptyState icon={FileBraces} title="No schema of your own yet" action={owner && create}>
                      {purpose} Your own is checked besides the one that comes with the step, once you activate it.
                      {!owner && " An owner of the tenant can create one."}
                    </EmptyState>
                  ) : (
                    <EmptyState icon={FileBraces} title="No schema yet">
                      {purpose} A worker registers its steps with theirs when it starts. Start one, then reload this
                      page.
                    </EmptyState>
                  )}
                </Panel>
              }
            />
          </>
        )}
      </div>
    </Page>
  );
}

const spans = [1, 7, 30, 90];

/** What enforcing the schemas would have meant for recent runs. */
function RecentRuns() {
  const { days = 7 } = useSearch({ from: "/app/ir-schemas" });
  const navigate = useNavigate({ from: "/ir-schemas" });
  const query = useQuery(wouldHaveBlockedQuery(days));
  if (query.isError && !query.data)
    return (
      <ErrorState
        compact
        className="mt-4"
        error={query.error}
        title="The recent runs could not be counted"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  const { runs = 0, blocked = 0, unchecked = 0 } = query.data ?? {};
  const share = (count: number) => (runs > 0 ? formatShare(count / runs) : undefined);
  return (
    <section aria-label="Recent runs" className="mt-4">
      <div className="mb-1.5 flex items-center gap-2 text-muted">
        <Select
          size="sm"
          label="Time"
          className="w-36!"
          value={String(days)}
          options={[...new Set([...spans, days])].map((span) => ({
            value: String(span),
            label: span === 1 ? "Last 24 hours" : `Last ${span} days`,
          }))}
          onChange={(next) =>
            void navigate({
              search: (before) => ({ ...before, days: next === "7" ? undefined : Number(next) }),
              replace: true,
            })
          }
        />
        <Link
          to="/settings/$namespace"
          params={{ namespace: "runs" }}
          className="rounded-sm text-sm text-accent hover:underline"
        >
          What happens outside a schema
        </Link>
      </div>
      <StatRow
        loading={query.isPending}
        className={query.isPlaceholderData ? "opacity-60" : ""}
        stats={[
          { label: "Runs that ended", value: formatCount(runs) },
          { label: "With a result outside its schema", value: formatCount(blocked), unit: share(blocked) },
          { label: "Not checked", value: formatCount(unchecked), unit: share(unchecked) },
        ]}
      />
    </section>
  );
}
