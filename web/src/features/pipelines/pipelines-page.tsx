import type { Pipeline } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { words } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { pipelinesQuery } from "../../lib/pipeline-queries.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { pipelineName } from "./pipeline-name.ts";

const columns: readonly DataTableColumn<Pipeline>[] = [
  {
    id: "name",
    header: "Pipeline",
    primary: true,
    value: (pipeline) => pipelineName(pipeline),
    cell: (pipeline) => (
      <Link to="/pipelines/$kind" params={{ kind: pipeline.kind }} className="rounded-sm font-medium hover:underline">
        {pipelineName(pipeline)}
      </Link>
    ),
  },
  { id: "kind", header: "Runs of kind", width: 180, hideBelow: "md", value: (pipeline) => words(pipeline.kind) },
  {
    id: "active",
    header: "Active",
    width: 130,
    value: (pipeline) => pipeline.active_number,
    cell: (pipeline) =>
      pipeline.active_number === 0 ? (
        "Built in"
      ) : (
        <span className="tabular-nums">Version {pipeline.active_number}</span>
      ),
  },
  {
    id: "draft",
    header: "Draft",
    width: 130,
    value: (pipeline) => pipeline.draft_number,
    cell: (pipeline) =>
      pipeline.draft_number === null ? (
        <span className="text-faint">–</span>
      ) : (
        <Badge tone="accent">Version {pipeline.draft_number}</Badge>
      ),
  },
  {
    id: "versions",
    header: "Own versions",
    width: 110,
    align: "right",
    hideBelow: "md",
    value: (pipeline) => pipeline.version_count,
  },
  {
    id: "updated",
    header: "Changed",
    width: 140,
    value: (pipeline) => pipeline.updated_at,
    cell: (pipeline) =>
      pipeline.updated_at ? <RelativeTime at={pipeline.updated_at} /> : <span className="text-faint">–</span>,
  },
];

/** How runs of each kind are executed. */
export function PipelinesPage() {
  usePageTitle("Pipelines");
  const navigate = useNavigate();
  const query = useQuery(pipelinesQuery);
  return (
    <Page>
      <PageHeader
        title="Pipelines"
        meta="Which steps a run executes, in which order, and what happens when one fails. Every kind of run has one."
      />
      <div className="mt-4">
        {query.isError && !query.data ? (
          <ErrorState
            error={query.error}
            title="The pipelines could not be loaded"
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          />
        ) : (
          <DataTable
            caption="Pipelines"
            columns={columns}
            rows={query.data?.items ?? []}
            rowKey={(pipeline) => pipeline.kind}
            loading={query.isPending}
            onRowOpen={(pipeline) => void navigate({ to: "/pipelines/$kind", params: { kind: pipeline.kind } })}
            empty={
              <Panel>
                <EmptyState icon={Workflow} title="No pipeline yet">
                  A worker registers its pipelines when it starts. Start one, then reload this page.
                </EmptyState>
              </Panel>
            }
          />
        )}
      </div>
    </Page>
  );
}
