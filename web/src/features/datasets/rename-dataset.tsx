import { type Dataset, DatasetUpdate } from "@plumbline/contracts";
import { useId } from "react";
import { useForm } from "../../lib/use-form.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { useRenameDataset } from "./datasets.api.ts";

/** Asks for a dataset's new name. */
export function RenameDataset({ dataset, onOpenChange }: { dataset: Dataset; onOpenChange: (open: boolean) => void }) {
  const rename = useRenameDataset(dataset.id);
  const form = useForm(DatasetUpdate, { name: dataset.name }, async (update) => {
    await rename.mutateAsync(update);
    onOpenChange(false);
  });
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Rename the dataset"
      description="Only its name here changes, not the file."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={id} variant="primary" busy={form.busy}>
            Rename
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.onSubmit} className="flex flex-col gap-3">
        <Field label="Name" error={form.errors.name}>
          <Input {...form.input("name")} autoComplete="off" spellCheck={false} maxLength={255} />
        </Field>
        {form.problem !== undefined && <ErrorState compact error={form.problem} />}
      </form>
    </Dialog>
  );
}
