import { useBlocker } from "@tanstack/react-router";
import { AlertDialog } from "./alert-dialog.tsx";

/** Asks before a page with unsaved changes is left, by a link, the browser's buttons, or closing the window. */
export function LeaveGuard({ active }: { active: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: () => active,
    withResolver: true,
  });
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
