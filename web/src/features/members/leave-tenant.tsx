import type { Me, Membership } from "@plumbline/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { chooseTenant } from "../../lib/tenant-choice.ts";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useRemoveMember } from "./members.api.ts";

interface LeaveTenantProps {
  me: Me;
  membership: Membership;
  /** The last owner has to make somebody else an owner first. */
  lastOwner: boolean;
}

/** The way out of a tenant. */
export function LeaveTenant({ me, membership, lastOwner }: LeaveTenantProps) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const remove = useRemoveMember();
  const leave = async (): Promise<void> => {
    await remove.mutateAsync(me.user_id);
    chooseTenant(null);
    await client.refetchQueries({ queryKey: ["me"] });
  };
  return (
    <>
      <SectionHeader title="Leave" />
      <Panel className="flex flex-wrap items-center gap-3 p-3">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          {lastOwner
            ? `You are the last owner of ${membership.tenant.name}. Make another member an owner before you leave.`
            : `You lose access to ${membership.tenant.name} at once. What you uploaded stays.`}
        </p>
        <Button variant="danger" disabled={lastOwner} onClick={() => setAsking(true)}>
          Leave {membership.tenant.name}
        </Button>
      </Panel>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Leave ${membership.tenant.name}?`}
        description="You lose access at once. To come back you have to ask again, and an owner has to approve."
        confirm="Leave"
        typeToConfirm={membership.tenant.slug}
        onConfirm={leave}
      />
    </>
  );
}
