import { type IrSchemaDetail, type IrSchemaVersion, isAppError } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { PencilLine, Plus } from "lucide-react";
import { useState } from "react";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ActivateSchema } from "./activate-schema.tsx";
import { irSchemaQuery } from "./ir-schemas.api.ts";
import { RenameSchema } from "./rename-schema.tsx";
import { SchemaVersionList } from "./schema-version-list.tsx";
import { SchemaVersionView } from "./schema-version-view.tsx";
import { activationVerb, schemaName } from "./schema-words.ts";

/** One schema: its versions, what each says and refuses, and which one results are held against. */
export function IrSchemaPage() {
  const { schemaId } = useParams({ from: "/app/ir-schemas/$schemaId" });
  const query = useQuery(irSchemaQuery(schemaId));
  usePageTitle(query.data ? schemaName(query.data) : "IR schema");
  const all = (
    <Button asChild>
      <Link to="/ir-schemas">All schemas</Link>
    </Button>
  );
  if (isAppError(query.error) && query.error.code === "not_found")
    return (
      <Page>
        <EmptyState titleAs="h1" title="There is no such schema" action={all}>
          Choose one from the list.
        </EmptyState>
      </Page>
    );
  if (query.isError && !query.data)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="The schema could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          action={all}
        />
      </Page>
    );
  if (!query.data) return <SchemaSkeleton />;
  return <SchemaView key={schemaId} schema={query.data} />;
}

function SchemaView({ schema }: { schema: IrSchemaDetail }) {
  const owner = useHasRole("owner");
  const search = useSearch({ from: "/app/ir-schemas/$schemaId" });
  const navigate = useNavigate({ from: "/ir-schemas/$schemaId" });
  const [activating, setActivating] = useState<IrSchemaVersion | null>();
  const [renaming, setRenaming] = useState(false);
  const { versions, active_version: active } = schema;
  const shown =
    versions.find((one) => one.version === search.version) ?? versions.find((one) => one.active) ?? versions[0];
  const editable = owner && schema.id !== null;
  return (
    <Page>
      <PageHeader
        title={schemaName(schema)}
        meta={
          <>
            Results of <code className="font-mono text-ink">{schema.step}</code> ·{" "}
            {schema.source === "builtin"
              ? "comes with the step and is always checked"
              : active > 0
                ? `version ${active} is active, besides the one that comes with the step`
                : "no version is active: only the one that comes with the step is checked"}
          </>
        }
        actions={
          editable ? (
            <>
              <IconButton icon={PencilLine} label="Rename" onClick={() => setRenaming(true)} />
              {active > 0 && <Button onClick={() => setActivating(null)}>Deactivate</Button>}
              {shown && !shown.active && (
                <Button onClick={() => setActivating(shown)}>
                  {activationVerb(shown.version, active)} version {shown.version}
                </Button>
              )}
              <Button asChild variant="primary">
                <Link
                  to="/ir-schemas/$schemaId/new-version"
                  params={{ schemaId: schema.id ?? "" }}
                  search={{ from: shown?.version }}
                >
                  <Plus aria-hidden />
                  New version
                </Link>
              </Button>
            </>
          ) : schema.id === null ? (
            owner && (
              <Button asChild>
                <Link to="/ir-schemas/new" search={{ step: schema.step }}>
                  <Plus aria-hidden />
                  Create your own
                </Link>
              </Button>
            )
          ) : (
            <span className="text-sm text-muted">Owners can change this</span>
          )
        }
      />
      <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
        <Panel aria-label="Versions" className="self-start overflow-hidden max-lg:max-h-72 max-lg:overflow-y-auto">
          <SchemaVersionList
            versions={versions}
            shown={shown?.version}
            onShow={(version) =>
              void navigate({
                search: ({ view }) => ({ version, view }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </Panel>
        {shown && <SchemaVersionView schema={schema} version={shown} />}
      </div>
      {activating !== undefined && schema.id !== null && (
        <ActivateSchema
          id={schema.id}
          version={activating}
          active={versions.find((one) => one.active)}
          onClose={() => setActivating(undefined)}
        />
      )}
      {renaming && schema.id !== null && (
        <RenameSchema id={schema.id} name={schema.name} onClose={() => setRenaming(false)} />
      )}
    </Page>
  );
}

function SchemaSkeleton() {
  return (
    <Page>
      <div role="status">
        <span className="sr-only">Loading the schema</span>
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-2 h-4 w-80 max-w-full" />
        <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
          <Skeleton className="h-40" />
          <Skeleton className="h-[480px]" />
        </div>
      </div>
    </Page>
  );
}
