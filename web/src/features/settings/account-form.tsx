import type { Me } from "@plumbline/contracts";
import { z } from "zod";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import { useUpdateMe } from "./settings.api.ts";

const Account = z.object({ display_name: z.string().trim().max(120, "Use at most 120 characters.") });

/** The name that others see. */
export function AccountForm({ me }: { me: Me }) {
  const update = useUpdateMe();
  const form = useForm(Account, { display_name: me.display_name }, async (account) => {
    await update.mutateAsync(account);
    toast.done("Your name was saved.");
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="flex max-w-md flex-col gap-3">
      {form.problem !== undefined && <ErrorState error={form.problem} compact />}
      <Field label="Name" hint="Shown to the members of your tenants." error={form.errors.display_name}>
        <Input autoComplete="name" {...form.input("display_name")} />
      </Field>
      <Field label="Email">
        <Input value={me.email} readOnly disabled />
      </Field>
      <Button
        type="submit"
        variant="primary"
        busy={form.busy}
        disabled={form.values.display_name.trim() === me.display_name}
        className="self-start"
      >
        Save name
      </Button>
    </form>
  );
}
