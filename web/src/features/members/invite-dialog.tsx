import { InvitationCreate, type InvitationSent } from "@plumbline/contracts";
import { useId } from "react";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { useInvite } from "./invitations.api.ts";
import { roleOptions } from "./role.ts";

interface InviteDialogProps {
  tenantName: string;
  onClose: () => void;
  onSent: (sent: InvitationSent) => void;
}

/** Asks whom to invite, and as what. */
export function InviteDialog({ tenantName, onClose, onSent }: InviteDialogProps) {
  const invite = useInvite();
  const id = useId();
  const form = useForm(InvitationCreate, { email: "", role: "viewer" }, async (invitation) =>
    onSent(await invite.mutateAsync(invitation)),
  );
  const role = roleOptions.find((option) => option.value === form.values.role)?.value ?? "viewer";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Invite somebody to ${tenantName}`}
      description="Only whoever signs in with this address can accept."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={id} variant="primary" busy={form.busy}>
            Invite
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
        {form.problem !== undefined && <ErrorState compact error={form.problem} />}
        <Field label="Email" error={form.errors.email}>
          <Input type="email" autoComplete="off" autoFocus {...form.input("email")} />
        </Field>
        <Field label="Role" hint="You can change it later." error={form.errors.role}>
          <Select value={role} options={roleOptions} onChange={(value) => form.set("role", value)} />
        </Field>
      </form>
    </Dialog>
  );
}
