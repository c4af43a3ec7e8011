import { ApiKeyCreate, type ApiKeyMade } from "@plumbline/contracts";
import { useId } from "react";
import { z } from "zod";
import { formatCount } from "../../lib/format.ts";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { useCreateApiKey } from "./api-keys.api.ts";

const whole = z
  .string()
  .regex(/^\s*\d+\s*$/, "Enter a whole number.")
  .transform(Number);
const upTo = (max: number) =>
  whole.pipe(
    z
      .int()
      .min(1, "Enter at least 1.")
      .max(max, `Enter at most ${formatCount(max)}.`),
  );
/** The contract, as a form types it. */
const typed = (maxDays: number) =>
  ApiKeyCreate.extend({ expires_in_days: upTo(maxDays), requests_per_minute: upTo(100_000) });

const roles = [
  { value: "viewer", label: "Viewer", detail: "Reads everything" },
  { value: "editor", label: "Editor", detail: "Also uploads and runs" },
] as const;

interface CreateApiKeyProps {
  /** What the tenant's settings allow. */
  maxDays: number;
  onClose: () => void;
  onMade: (made: ApiKeyMade) => void;
}

/** Asks what a new key is for and what it may do. */
export function CreateApiKey({ maxDays, onClose, onMade }: CreateApiKeyProps) {
  const create = useCreateApiKey();
  const id = useId();
  const initial = {
    name: "",
    role: "viewer",
    expires_in_days: String(Math.min(90, maxDays)),
    requests_per_minute: "600",
  };
  const form = useForm(typed(maxDays), initial, async (key) => onMade(await create.mutateAsync(key)));
  const role = roles.find(({ value }) => value === form.values.role)?.value ?? "viewer";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create an API key"
      description="It belongs to a service of its own, a member that cannot sign in."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={id} variant="primary" busy={form.busy}>
            Create key
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
        {form.problem !== undefined && <ErrorState compact error={form.problem} />}
        <Field label="Name" hint="What uses it: “Nightly import”, “ERP”." error={form.errors.name}>
          <Input autoComplete="off" autoFocus maxLength={120} {...form.input("name")} />
        </Field>
        <Field label="Role" error={form.errors.role}>
          <Select value={role} options={roles} onChange={(value) => form.set("role", value)} />
        </Field>
        <div className="grid grid-cols-2 items-start gap-3">
          <Field label="Expires after" hint={`Days, at most ${maxDays} here.`} error={form.errors.expires_in_days}>
            <Input inputMode="numeric" autoComplete="off" {...form.input("expires_in_days")} />
          </Field>
          <Field label="Limit" hint="Requests a minute." error={form.errors.requests_per_minute}>
            <Input inputMode="numeric" autoComplete="off" {...form.input("requests_per_minute")} />
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
