import type { Member } from "@plumbline/contracts";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { toast } from "../../ui/toast.tsx";
import { useRemoveMember, useUpdateMember } from "./members.api.ts";

/** What an owner can do with another member. */
export function MemberActions({ member }: { member: Member }) {
  const [asking, setAsking] = useState<"suspend" | "remove">();
  const update = useUpdateMember();
  const remove = useRemoveMember();
  const name = member.display_name || member.email;
  const service = member.kind === "service";
  const reactivate = (): void =>
    update.mutate(
      { user_id: member.user_id, update: { status: "active" } },
      { onSuccess: () => toast.done(`${name} is active again.`), onError: (error) => toast.failed(error) },
    );
  const close = (open: boolean): void => {
    if (!open) setAsking(undefined);
  };

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton icon={Ellipsis} label={`Actions for ${name}`} className="size-6!" />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {member.status === "suspended" ? (
            <DropdownMenuItem onSelect={reactivate}>Lift the suspension</DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => setAsking("suspend")}>Suspend</DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setAsking("remove")}>
            Remove from the tenant
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <AlertDialog
        open={asking === "suspend"}
        onOpenChange={close}
        title={`Suspend ${name}?`}
        description={
          service
            ? "Its keys are refused from the next request on. They work again when you lift the suspension."
            : "It takes effect on their next request. They keep their role, and you can lift it at any time."
        }
        confirm="Suspend"
        onConfirm={() => update.mutateAsync({ user_id: member.user_id, update: { status: "suspended" } })}
      />
      <AlertDialog
        open={asking === "remove"}
        onOpenChange={close}
        title={`Remove ${name}?`}
        description={
          service
            ? "Its keys stop working at once and for good. What it made stays."
            : "They lose access at once. What they uploaded stays. To come back they have to ask again."
        }
        confirm="Remove"
        typeToConfirm={(service ? member.display_name : member.email).trim()}
        onConfirm={() => remove.mutateAsync(member.user_id)}
      />
    </>
  );
}
