import type { IrSchemaDetail } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useHasRole, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { irSchemaQuery, useAddVersion } from "./ir-schemas.api.ts";
import { SchemaEditor } from "./schema-editor.tsx";
import { schemaName } from "./schema-words.ts";

/** Where the next version of a schema is written. */
export function NewVersionPage() {
  const { schemaId } = useParams({ from: "/app/ir-schemas/$schemaId/new-version" });
  const query = useQuery(irSchemaQuery(schemaId));
  const membership = useMembership();
  const owner = useHasRole("owner");
  usePageTitle(query.data ? `New version of ${schemaName(query.data)}` : "New version");
  const back = (
    <Button asChild>
      <Link to="/ir-schemas/$schemaId" params={{ schemaId }}>
        Back to the schema
      </Link>
    </Button>
  );
  if (query.isError && !query.data)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="The schema could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </Page>
    );
  if (!query.data || !membership)
    return (
      <Page>
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-8 h-[480px]" />
      </Page>
    );
  if (!owner || query.data.id === null)
    return (
      <Page>
        <EmptyState titleAs="h1" title="A version cannot be added here" action={back}>
          {owner
            ? "This schema comes with its step and stays as it is. Create one of your own, which is checked besides."
            : "Only owners change IR schemas. Ask one of them."}
        </EmptyState>
      </Page>
    );
  return <NewVersion schema={query.data} />;
}

function NewVersion({ schema }: { schema: IrSchemaDetail }) {
  const { from } = useSearch({ from: "/app/ir-schemas/$schemaId/new-version" });
  const navigate = useNavigate();
  const id = schema.id ?? "";
  const add = useAddVersion(id);
  const [note, setNote] = useState("");
  const latest = schema.versions[0];
  const next = schema.latest_version + 1;
  // What is edited is what was there when the page was opened, whatever is added meanwhile.
  const [initial] = useState(() => (schema.versions.find((one) => one.version === from) ?? latest)?.schema ?? {});
  return (
    <Page>
      <PageHeader
        title={`New version of ${schemaName(schema)}`}
        meta={
          <>
            Results of <code className="font-mono text-ink">{schema.step}</code> · it becomes version {next}, and is not
            active until you activate it
          </>
        }
        actions={
          <Button asChild>
            <Link to="/ir-schemas/$schemaId" params={{ schemaId: id }}>
              Cancel
            </Link>
          </Button>
        }
      />
      <SchemaEditor
        id={id}
        step={schema.step}
        initial={initial}
        latest={latest}
        save={`Add version ${next}`}
        fields={
          <Field label="Note" hint="What changes, and why.">
            <Input value={note} maxLength={500} autoComplete="off" onChange={(event) => setNote(event.target.value)} />
          </Field>
        }
        onSave={async (written, allow_breaks) => {
          const { latest_version } = await add.mutateAsync({ schema: written, note, allow_breaks });
          toast.done(`Version ${latest_version} was added. It is not active yet.`);
          await navigate({
            to: "/ir-schemas/$schemaId",
            params: { schemaId: id },
            search: { version: latest_version },
            ignoreBlocker: true,
          });
        }}
      />
    </Page>
  );
}
