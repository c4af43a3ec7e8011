import { useBlocker } from "@tanstack/react-router";
import { AlertDialog } from "../../ui/alert-dialog.tsx";

/** Asks before changes that are not saved are left behind: by a link, the back button, or closing the tab. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({ shouldBlockFn: () => dirty, enableBeforeUnload: () => dirty, withResolver: true });
  return (
    <AlertDialog
      open={blocker.status === "blocked"}
      onOpenChange={(open) => !open && blocker.reset?.()}
      title="Leave without saving?"
      description="What you changed since the last save is lost."
      confirm="Leave"
      dismiss="Stay"
      onConfirm={async () => blocker.proceed?.()}
    />
  );
}
