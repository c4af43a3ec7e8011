import { useState } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";

interface DeleteButtonProps {
  name: string;
  /** Why it cannot be deleted, while something uses it. */
  inUse: string | undefined;
  /** What follows from it. */
  description: string;
  className?: string;
  onDelete: () => Promise<unknown>;
  onDeleted: () => unknown;
}

/** Deletes what nothing uses, once it was confirmed. */
export function DeleteButton({ name, inUse, description, className, onDelete, onDeleted }: DeleteButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="danger"
        className={className}
        disabled={inUse !== undefined}
        title={inUse}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${name}?`}
        description={description}
        confirm="Delete"
        onConfirm={async () => {
          await onDelete();
          toast.done(`${name} was deleted.`);
          await onDeleted();
        }}
      />
    </>
  );
}
