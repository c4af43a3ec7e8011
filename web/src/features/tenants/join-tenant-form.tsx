import { TenantJoin } from "@plumbline/contracts";
import { useState } from "react";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { useJoinTenant } from "./tenants.api.ts";

/** Asks the owners of a tenant, named by its slug, to let the caller in. */
export function JoinTenantForm() {
  const join = useJoinTenant();
  const [asked, setAsked] = useState<string>();
  const form = useForm(TenantJoin, { slug: "" }, async (wish) => {
    setAsked((await join.mutateAsync(wish)).slug);
    form.set("slug", "");
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
      {form.problem !== undefined && <ErrorState error={form.problem} compact />}
      <Field label="Slug of the tenant" hint="Its owners know it: Settings shows it to them." error={form.errors.slug}>
        <Input
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
          {...form.input("slug")}
        />
      </Field>
      <Button type="submit" busy={form.busy} className="self-start">
        Ask to join
      </Button>
      <p role="status" className="text-muted empty:hidden">
        {asked && (
          <>
            Asked to join <span className="font-mono text-ink">{asked}</span>. If there is such a tenant, its owners now
            see your request and one of them can approve it.
          </>
        )}
      </p>
    </form>
  );
}
