import type { Dataset } from "@plumbline/contracts";
import { Download, Ellipsis, Pencil, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useHasRole } from "../../lib/me.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../../ui/dropdown-menu.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { toast } from "../../ui/toast.tsx";
import { useRunAgain } from "../runs/runs.api.ts";
import { saveOriginal } from "./datasets.api.ts";
import { DeleteDataset } from "./delete-dataset.tsx";
import { RenameDataset } from "./rename-dataset.tsx";

interface DatasetMenuProps {
  dataset: Dataset;
  /** Leaves out what stands beside the menu as a button. */
  short?: boolean;
  onDeleted?: () => void;
  className?: string;
}

/** What can be done with a dataset. Viewers may only take the file. */
export function DatasetMenu({ dataset, short = false, onDeleted, className }: DatasetMenuProps) {
  const editor = useHasRole("editor");
  const [asking, setAsking] = useState<"rename" | "delete">();
  const run = useRunAgain();
  const again = (): void =>
    run.mutate(dataset.id, {
      onSuccess: () => toast.info(`${dataset.name} is being looked at again.`),
      onError: (error) => toast.failed(error),
    });
  const close = (open: boolean): void => {
    if (!open) setAsking(undefined);
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton
            icon={Ellipsis}
            label={`Actions for ${dataset.name}`}
            tip={false}
            {...(className && { className })}
          />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {editor && !short && (
            <DropdownMenuItem onSelect={again} disabled={dataset.status === "processing"}>
              <RotateCw aria-hidden />
              Run again
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => void saveOriginal(dataset).catch(toast.failed)}>
            <Download aria-hidden />
            Download original
          </DropdownMenuItem>
          {editor && (
            <>
              <DropdownMenuItem onSelect={() => setAsking("rename")}>
                <Pencil aria-hidden />
                Rename
              </DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem danger onSelect={() => setAsking("delete")}>
                <Trash2 aria-hidden />
                Delete
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {asking === "rename" && <RenameDataset dataset={dataset} onOpenChange={close} />}
      <DeleteDataset dataset={dataset} open={asking === "delete"} onOpenChange={close} onDeleted={onDeleted} />
    </>
  );
}
