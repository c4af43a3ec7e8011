import { IrSchemaRename } from "@plumbline/contracts";
import { useId } from "react";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { useRenameSchema } from "./ir-schemas.api.ts";

interface RenameSchemaProps {
  id: string;
  name: string;
  onClose: () => void;
}

/** Asks for a schema's new name. */
export function RenameSchema({ id, name, onClose }: RenameSchemaProps) {
  const rename = useRenameSchema(id);
  const form = useForm(IrSchemaRename, { name }, async (update) => {
    await rename.mutateAsync(update);
    onClose();
  });
  const formId = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rename the schema"
      description="Its versions and what they check stay as they are."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" busy={form.busy}>
            Rename
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
        {form.problem !== undefined && <ErrorState compact error={form.problem} />}
        <Field label="Name" error={form.errors.name}>
          <Input {...form.input("name")} autoComplete="off" spellCheck={false} maxLength={120} />
        </Field>
      </form>
    </Dialog>
  );
}
