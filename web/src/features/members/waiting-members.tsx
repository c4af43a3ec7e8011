import type { Member, Role } from "@plumbline/contracts";
import { useState } from "react";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { toast } from "../../ui/toast.tsx";
import { useRemoveMember, useUpdateMember } from "./members.api.ts";
import { roleOptions } from "./role.ts";

/** People who asked to join; owners let them in with a role, or not. */
export function WaitingMembers({ members, owner }: { members: readonly Member[]; owner: boolean }) {
  if (members.length === 0) return null;
  return (
    <>
      <SectionHeader title="Waiting for approval" meta={owner ? undefined : "An owner decides"} />
      <Panel>
        <ul>
          {members.map((member) => (
            <li
              key={member.user_id}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2 last:border-b-0"
            >
              <div className="min-w-0 flex-1 basis-52">
                <p className="truncate font-medium">{member.display_name || member.email}</p>
                <p className="truncate text-sm text-muted">
                  {member.display_name && `${member.email} · `}asked <RelativeTime at={member.created_at} />
                </p>
              </div>
              {owner ? <Decision member={member} /> : <StatusMark status="waiting" />}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Decision({ member }: { member: Member }) {
  const [role, setRole] = useState<Role>(member.role);
  const update = useUpdateMember();
  const remove = useRemoveMember();
  const name = member.display_name || member.email;
  const approve = (): void =>
    update.mutate(
      { user_id: member.user_id, update: { status: "active", role } },
      { onSuccess: () => toast.done(`${name} is now a member.`), onError: (error) => toast.failed(error) },
    );
  const decline = (): void =>
    remove.mutate(member.user_id, {
      onSuccess: () => toast.info(`The request of ${name} was declined.`),
      onError: (error) => toast.failed(error),
    });
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Select
        label={`Role for ${name}`}
        size="sm"
        value={role}
        options={roleOptions}
        onChange={setRole}
        className="w-26!"
      />
      <Button variant="primary" onClick={approve} busy={update.isPending} disabled={remove.isPending}>
        Approve
      </Button>
      <Button variant="ghost" onClick={decline} busy={remove.isPending} disabled={update.isPending}>
        Decline
      </Button>
    </div>
  );
}
