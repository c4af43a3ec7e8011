import type { MetricProfile } from "@plumbline/contracts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { useDeleteProfile } from "./metrics.api.ts";

/** Deletes a profile that nothing uses, once it was confirmed. */
export function DeleteProfile({ profile }: { profile: MetricProfile }) {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteProfile();
  const navigate = useNavigate({ from: "/metrics" });
  const used = profile.used_by.length > 0;
  return (
    <>
      <Button
        variant="danger"
        disabled={used}
        title={used ? "A pipeline uses it: choose another profile there first" : undefined}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${profile.key}?`}
        description="No node can be measured with it any more. What was measured stays."
        confirm="Delete"
        onConfirm={async () => {
          await remove.mutateAsync(profile.id);
          toast.done(`${profile.key} was deleted.`);
          await navigate({ search: { tab: "profiles" }, replace: true });
        }}
      />
    </>
  );
}
