import { useBlocker } from "@tanstack/react-router";
import { AlertDialog } from "./alert-dialog.tsx";

interface LeaveGuardProps {
  /** Whether there is something to lose. */
  active: boolean;
}

/** Asks before unsaved changes are left behind: by a link, the browser's buttons, or closing the window. */
export function LeaveGuard({ active }: LeaveGuardProps) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      active && (current.pathname !== next.pathname || JSON.stringify(current.search) !== JSON.stringify(next.search)),
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
