import type { Dataset } from "@plumbline/contracts";
import { plural } from "../../lib/format.ts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { useDeleteDataset } from "./datasets.api.ts";

interface DeleteDatasetProps {
  dataset: Dataset;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted?: (() => void) | undefined;
}

/** Deletes a dataset once its name has been typed. */
export function DeleteDataset({ dataset, open, onOpenChange, onDeleted }: DeleteDatasetProps) {
  const remove = useDeleteDataset();
  const lost = dataset.insight_count > 0 ? ` and ${plural(dataset.insight_count, "insight")}` : "";
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Delete this dataset?"
      description={`The file${lost} go with it, for everybody in the tenant. Its runs stay as history. This cannot be undone.`}
      confirm="Delete"
      typeToConfirm={dataset.name.trim()}
      onConfirm={async () => {
        await remove.mutateAsync(dataset.id);
        toast.done(`${dataset.name} was deleted.`);
        onDeleted?.();
      }}
    />
  );
}
