import type { GroundTruth } from "@plumbline/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { PencilLine } from "lucide-react";
import { type ReactNode, useState } from "react";
import { plural } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { VersionList } from "../../ui/version-list.tsx";
import { truthVersionsQuery } from "./ground-truth.api.ts";
import { SetDownDialog } from "./set-down-dialog.tsx";
import { Counts, Reviewer } from "./truth-columns.tsx";
import { TruthVersionView } from "./truth-version-view.tsx";

const from = "/app/ground-truth/entry";

/** One entry: every version of it, where each comes from, and how they differ. */
export function TruthEntryPage() {
  const { scope, reference } = useSearch({ from });
  const query = useInfiniteQuery(truthVersionsQuery(scope, reference));
  usePageTitle(reference || "Entry");
  const versions = itemsOf(query.data);
  if (query.isError && !query.data)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="The entry could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </Page>
    );
  if (scope === "" || reference === "" || (query.data && versions.length === 0))
    return (
      <Page>
        <EmptyState
          titleAs="h1"
          title="Nothing is known here"
          action={
            <Button asChild>
              <Link to="/ground-truth">All ground truth</Link>
            </Button>
          }
        >
          Nothing was set down under this scope and reference.
        </EmptyState>
      </Page>
    );
  if (!query.data) return <EntrySkeleton />;
  return (
    <Entry
      key={`${scope} ${reference}`}
      versions={versions}
      more={
        query.hasNextPage && (
          <div className="border-t border-line px-3 py-2">
            <LoadMore
              shown={plural(versions.length, "version")}
              hasMore
              loading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </div>
        )
      }
    />
  );
}

function Entry({ versions, more }: { versions: readonly GroundTruth[]; more: ReactNode }) {
  const owner = useHasRole("owner");
  const search = useSearch({ from });
  const navigate = useNavigate({ from: "/ground-truth/entry" });
  const [correcting, setCorrecting] = useState(false);
  const latest = versions[0];
  const shown = versions.find((one) => one.version === search.version) ?? latest;
  if (!latest || !shown) return null;
  return (
    <Page>
      <PageHeader
        title={latest.reference}
        meta={
          <>
            <Link
              to="/ground-truth"
              search={{ scope: latest.scope }}
              className="rounded-sm font-mono text-sm text-ink hover:underline"
            >
              {latest.scope}
            </Link>{" "}
            · version {latest.version} counts
          </>
        }
        actions={
          owner ? (
            <Button variant="primary" onClick={() => setCorrecting(true)}>
              <PencilLine aria-hidden />
              Correct it
            </Button>
          ) : (
            <span className="text-sm text-muted">Owners can correct this</span>
          )
        }
      />
      <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
        <Panel aria-label="Versions" className="self-start overflow-hidden max-lg:max-h-72 max-lg:overflow-y-auto">
          <VersionList
            shown={shown.version}
            onShow={(version) =>
              void navigate({
                search: ({ scope, reference, view }) => ({ scope, reference, view, version }),
                replace: true,
                resetScroll: false,
              })
            }
            versions={versions.map((one) => ({
              number: one.version,
              name: `Version ${one.version}`,
              mark: <Counts current={one.current} />,
              note: one.note,
              foot: (
                <>
                  <Reviewer id={one.reviewer_id} /> · <RelativeTime at={one.created_at} />
                </>
              ),
            }))}
          />
          {more}
        </Panel>
        <TruthVersionView key={shown.id} version={shown} versions={versions} />
      </div>
      {correcting && (
        <SetDownDialog
          entry={shown}
          onClose={() => setCorrecting(false)}
          onDone={({ scope, reference, version }) => {
            toast.done(`Version ${version} counts from now on.`);
            void navigate({ search: { scope, reference }, replace: true });
          }}
        />
      )}
    </Page>
  );
}

function EntrySkeleton() {
  return (
    <Page>
      <div role="status">
        <span className="sr-only">Loading the entry</span>
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-2 h-4 w-80 max-w-full" />
        <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
          <Skeleton className="h-40" />
          <Skeleton className="h-[420px]" />
        </div>
      </div>
    </Page>
  );
}
