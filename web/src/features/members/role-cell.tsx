import type { Member, Role } from "@plumbline/contracts";
import { words } from "../../lib/format.ts";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";
import { useUpdateMember } from "./members.api.ts";
import { roleOptions, serviceRoleOptions } from "./role.ts";

/** The role of a member; an owner changes it here, but nobody their own. */
export function RoleCell({ member, editable }: { member: Member; editable: boolean }) {
  const update = useUpdateMember();
  const name = member.display_name || member.email;
  if (!editable) return <span className="inline-flex h-7 items-center align-top">{words(member.role)}</span>;
  const change = (role: Role): void =>
    update.mutate(
      { user_id: member.user_id, update: { role } },
      {
        onSuccess: () => toast.done(`${name} is now ${role === "viewer" ? "a viewer" : `an ${role}`}.`),
        onError: (error) => toast.failed(error),
      },
    );
  const shown = update.isPending ? (update.variables.update.role ?? member.role) : member.role;
  return (
    <Select
      size="sm"
      label={`Role of ${name}`}
      value={shown}
      options={member.kind === "service" ? serviceRoleOptions : roleOptions}
      onChange={change}
      disabled={update.isPending}
      className="-ml-2 w-26! border-transparent! bg-transparent! hover:border-line-strong!"
    />
  );
}
