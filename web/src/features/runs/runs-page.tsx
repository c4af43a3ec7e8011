import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChartNoAxesGantt } from "lucide-react";
import { useMemo } from "react";
import { plural } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { runColumns } from "./run-columns.tsx";
import { RunFilters } from "./run-filters.tsx";
import { type RunFilter, runsQuery } from "./runs.api.ts";

/** Every run of the tenant, newest first. */
export function RunsPage() {
  usePageTitle("Runs");
  const filter = useSearch({ from: "/app/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const query = useInfiniteQuery(runsQuery(filter));
  const runs = useMemo(() => itemsOf(query.data), [query.data]);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const change = (next: RunFilter): void => void navigate({ search: next, replace: true });

  return (
    <Page>
      <PageHeader title="Runs" meta="Everything slow is a run: its steps, its progress and what went wrong." />
      <div className="mt-4 mb-2 flex flex-wrap items-center gap-1.5">
        <RunFilters filter={filter} subjectName={runs[0]?.subject_name ?? undefined} onChange={change} />
      </div>
      <PagedTable
        query={query}
        failed="The runs could not be loaded"
        shown={plural(runs.length, "run")}
        caption="Runs"
        columns={runColumns}
        rows={runs}
        rowKey={(run) => run.id}
        sortable={false}
        maxHeight="max(320px, calc(100dvh - 220px))"
        onRowOpen={(run) => void navigate({ to: "/runs/$runId", params: { runId: run.id } })}
        empty={
          <Panel>
            {filtered ? (
              <EmptyState
                icon={ChartNoAxesGantt}
                title="No run matches"
                action={<Button onClick={() => change({})}>Clear the filter</Button>}
              >
                Runs with this status or subject do not exist.
              </EmptyState>
            ) : (
              <EmptyState
                icon={ChartNoAxesGantt}
                title="Nothing has run yet"
                action={
                  <Button asChild variant="primary">
                    <Link to="/datasets">Go to datasets</Link>
                  </Button>
                }
              >
                Upload a dataset: the run that reads it appears here.
              </EmptyState>
            )}
          </Panel>
        }
      />
    </Page>
  );
}
