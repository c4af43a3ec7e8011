import { type Tenant, TenantCreate } from "@plumbline/contracts";
import { useState } from "react";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { slugOf } from "./slug.ts";
import { useCreateTenant } from "./tenants.api.ts";

/** Name and slug of a new tenant; the slug follows the name until it is edited. */
export function CreateTenantForm({ onCreated }: { onCreated: (tenant: Tenant) => void }) {
  const create = useCreateTenant();
  const [ownSlug, setOwnSlug] = useState(false);
  const form = useForm(TenantCreate, { name: "", slug: "" }, async (tenant) =>
    onCreated(await create.mutateAsync(tenant)),
  );
  return (
    <form onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
      {form.problem !== undefined && <ErrorState error={form.problem} compact />}
      <Field label="Name" hint="As people call it: a company, a plant, a department." error={form.errors.name}>
        <Input
          autoComplete="organization"
          {...form.input("name")}
          onChange={(event) => {
            form.set("name", event.target.value);
            if (!ownSlug) form.set("slug", slugOf(event.target.value));
          }}
        />
      </Field>
      <Field
        label="Slug"
        hint="What others type to join: 3 to 40 letters, digits and hyphens."
        error={form.errors.slug}
      >
        <Input
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
          {...form.input("slug")}
          onChange={(event) => {
            setOwnSlug(event.target.value !== "");
            form.set("slug", event.target.value);
          }}
        />
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="self-start">
        Create tenant
      </Button>
    </form>
  );
}
