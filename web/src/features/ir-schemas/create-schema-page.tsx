import type { IrSchema } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
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
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { irSchemaQuery, irSchemasQuery, useCreateSchema } from "./ir-schemas.api.ts";
import { SchemaEditor } from "./schema-editor.tsx";
import { schemaName } from "./schema-words.ts";

/** Where a schema of the tenant's own is begun, from the one that comes with the step. */
export function CreateSchemaPage() {
  usePageTitle("Create a schema");
  const query = useQuery(irSchemasQuery);
  const membership = useMembership();
  const owner = useHasRole("owner");
  const { step } = useSearch({ from: "/app/ir-schemas/new" });
  if (query.isError && !query.data)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="The steps could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </Page>
    );
  if (!query.data || !membership) return <PageSkeleton />;
  const { items } = query.data;
  const taken = new Set(items.filter((one) => one.source === "tenant").map((one) => one.step));
  const free = items.filter((one) => one.source === "builtin" && !taken.has(one.step));
  const chosen = free.find((one) => one.step === step) ?? free[0];
  if (!owner || !chosen)
    return (
      <Page>
        <EmptyState
          titleAs="h1"
          title={owner ? "Every step has a schema of your own" : "A schema cannot be created here"}
          action={
            <Button asChild>
              <Link to="/ir-schemas">All schemas</Link>
            </Button>
          }
        >
          {owner ? "Add a version to one of them." : "Only owners change IR schemas. Ask one of them."}
        </EmptyState>
      </Page>
    );
  return <CreateSchema key={chosen.step} free={free} chosen={chosen} />;
}

function CreateSchema({ free, chosen }: { free: readonly IrSchema[]; chosen: IrSchema }) {
  const navigate = useNavigate({ from: "/ir-schemas/new" });
  const create = useCreateSchema();
  const builtin = useQuery(irSchemaQuery(chosen.step));
  const [name, setName] = useState(schemaName(chosen));
  const [error, setError] = useState<string>();
  const schema = builtin.data?.versions[0]?.schema;
  return (
    <Page>
      <PageHeader
        title="Create a schema"
        meta="It starts as the one that comes with the step: make it stricter where you rely on more. It is not active until you activate it."
        actions={
          <Button asChild>
            <Link to="/ir-schemas">Cancel</Link>
          </Button>
        }
      />
      {builtin.isError && !builtin.data ? (
        <ErrorState
          className="mt-4"
          error={builtin.error}
          title="The step's own schema could not be loaded"
          onRetry={() => void builtin.refetch()}
          retrying={builtin.isFetching}
        />
      ) : schema === undefined ? (
        <Skeleton className="mt-4 h-[480px]" />
      ) : (
        <SchemaEditor
          id={chosen.step}
          step={chosen.step}
          initial={schema}
          latest={undefined}
          save="Create schema"
          fields={
            <>
              <Field label="Step" hint="The step version whose result it describes.">
                <Select
                  value={chosen.step}
                  options={free.map((one) => ({ value: one.step, label: one.step }))}
                  onChange={(step) => void navigate({ search: { step }, replace: true })}
                />
              </Field>
              <Field label="Name" error={error}>
                <Input
                  value={name}
                  maxLength={120}
                  autoComplete="off"
                  onChange={(event) => {
                    setName(event.target.value);
                    setError(undefined);
                  }}
                />
              </Field>
            </>
          }
          onSave={async (written) => {
            if (name.trim() === "") {
              setError("Fill this in.");
              return;
            }
            const { id } = await create.mutateAsync({
              step: chosen.step,
              name,
              schema: written,
              note: "First version",
            });
            toast.done(`${name.trim()} was created. It is not active yet.`);
            await navigate({ to: "/ir-schemas/$schemaId", params: { schemaId: id ?? "" }, ignoreBlocker: true });
          }}
        />
      )}
    </Page>
  );
}

function PageSkeleton() {
  return (
    <Page>
      <Skeleton className="h-6 w-64" />
      <Skeleton className="mt-8 h-[480px]" />
    </Page>
  );
}
