import type { Member } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import { useMemo } from "react";
import { plural } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { SectionHeader } from "../../ui/page-header.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { MemberActions } from "./member-actions.tsx";
import { RoleCell } from "./role-cell.tsx";

function serviceColumns(owner: boolean): DataTableColumn<Member>[] {
  return [
    {
      id: "name",
      header: "Name",
      primary: true,
      value: (member) => member.display_name,
      cell: (member) => (
        <span className="flex items-center gap-2">
          <Bot aria-hidden className="size-3.5 shrink-0 text-muted" />
          <span className="truncate font-medium">{member.display_name}</span>
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      width: 130,
      value: (member) => member.role,
      cell: (member) => <RoleCell member={member} editable={owner} />,
    },
    {
      id: "status",
      header: "Status",
      width: 130,
      value: (member) => member.status,
      cell: (member) => <StatusMark status={member.status} />,
    },
    {
      id: "created",
      header: "Created",
      width: 150,
      hideBelow: "md",
      value: (member) => member.created_at,
      cell: (member) => <RelativeTime at={member.created_at} />,
    },
    ...(owner
      ? [
          {
            id: "actions",
            header: "Actions",
            actions: true,
            align: "right" as const,
            width: 56,
            value: () => null,
            cell: (member: Member) => <MemberActions member={member} />,
          },
        ]
      : []),
  ];
}

/** Programs that act in the tenant through API keys; they cannot sign in. */
export function ServiceList({ services, owner }: { services: readonly Member[]; owner: boolean }) {
  const columns = useMemo(() => serviceColumns(owner), [owner]);
  if (services.length === 0) return null;
  return (
    <>
      <SectionHeader
        title="Services"
        meta={`${plural(services.length, "service")} · programs that act through API keys`}
        actions={
          <Link to="/settings/api-keys" className="rounded-sm text-accent hover:underline">
            API keys
          </Link>
        }
      />
      <DataTable
        caption="Services"
        columns={columns}
        rows={services}
        rowKey={(member) => member.user_id}
        filter={services.length > 10}
        initialSort={{ id: "name", desc: false }}
      />
    </>
  );
}
