import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, Target } from "lucide-react";
import { useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { rowsAsText } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { groundTruthQuery } from "./ground-truth.api.ts";
import { SetDownDialog } from "./set-down-dialog.tsx";
import { truthColumns } from "./truth-columns.tsx";
import { TruthFilters } from "./truth-filters.tsx";

/** What people found to be right, by scope and reference. */
export function GroundTruthPage() {
  usePageTitle("Ground truth");
  const owner = useHasRole("owner");
  const filter = useSearch({ from: "/app/ground-truth" });
  const navigate = useNavigate({ from: "/ground-truth" });
  const { all = false, ...narrowing } = filter;
  const query = useInfiniteQuery(groundTruthQuery({ ...narrowing, all_versions: all }));
  const [writing, setWriting] = useState(false);
  const entries = useMemo(() => itemsOf(query.data), [query.data]);
  const filtered = Object.values(narrowing).some((value) => value !== undefined);
  const columns = useMemo(() => truthColumns(all), [all]);
  const add = (
    <Button variant="primary" onClick={() => setWriting(true)}>
      <Plus aria-hidden />
      Set down
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="Ground truth"
        meta="What is known to be right, once somebody has looked: results are held against it. Nothing is overwritten, a correction is the next version."
        actions={owner ? add : <span className="text-sm text-muted">Owners can set things down</span>}
      />
      <div className="mt-4 mb-3 flex items-start gap-2">
        <TruthFilters
          search={filter}
          scopes={entries.map((one) => one.scope)}
          onChange={(search) => void navigate({ search, replace: true })}
        />
        {entries.length > 0 && (
          <CopyButton label="Copy rows" className="ml-auto" text={() => rowsAsText(entries, columns)} />
        )}
      </div>
      {query.isError && !query.data ? (
        <ErrorState
          error={query.error}
          title="The ground truth could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      ) : (
        <DataTable
          caption="Ground truth"
          columns={columns}
          rows={entries}
          rowKey={(one) => one.id}
          loading={query.isPending}
          sortable={!query.hasNextPage}
          className={query.isPlaceholderData ? "opacity-60" : ""}
          onRowOpen={({ scope, reference, version, current }) =>
            void navigate({
              to: "/ground-truth/entry",
              search: { scope, reference, ...(!current && { version }) },
            })
          }
          empty={
            <Panel>
              <EmptyState
                icon={Target}
                title={filtered ? "Nothing matches" : "Nothing is set down yet"}
                action={
                  filtered ? (
                    <Button onClick={() => void navigate({ search: {}, replace: true })}>Clear the filter</Button>
                  ) : (
                    owner && add
                  )
                }
              >
                {filtered
                  ? "Nothing is known under this scope, reference or run."
                  : `When a result was checked by a person, what it should be is set down here under a scope and a reference, and later results can be held against it.${owner ? "" : " An owner of the tenant can do so."}`}
              </EmptyState>
            </Panel>
          }
          footer={
            entries.length > 0 && (
              <LoadMore
                shown={plural(entries.length, all ? "version" : "entry", all ? "versions" : "entries")}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
            )
          }
        />
      )}
      {writing && (
        <SetDownDialog
          entry={filter.scope === undefined ? {} : { scope: filter.scope }}
          onClose={() => setWriting(false)}
          onDone={({ scope, reference }) => void navigate({ to: "/ground-truth/entry", search: { scope, reference } })}
        />
      )}
    </Page>
  );
}
