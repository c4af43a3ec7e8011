import type { InvitationSent, Member } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { meQuery, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader, SectionHeader } from "../../ui/page-header.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { InvitationLinkDialog } from "./invitation-link-dialog.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LeaveTenant } from "./leave-tenant.tsx";
import { MemberActions } from "./member-actions.tsx";
import { membersQuery } from "./members.api.ts";
import { RoleCell } from "./role-cell.tsx";
import { ServiceList } from "./service-list.tsx";
import { WaitingMembers } from "./waiting-members.tsx";

function memberColumns(userId: string, owner: boolean): DataTableColumn<Member>[] {
  const isSelf = (member: Member): boolean => member.user_id === userId;
  return [
    {
      id: "name",
      header: "Name",
      primary: true,
      value: (member) => member.display_name || member.email,
      cell: (member) => (
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{member.display_name || member.email}</span>
          {isSelf(member) && <Badge>you</Badge>}
        </span>
      ),
    },
    { id: "email", header: "Email", value: (member) => member.email },
    {
      id: "role",
      header: "Role",
      width: 130,
      value: (member) => member.role,
      cell: (member) => <RoleCell member={member} editable={owner && !isSelf(member)} />,
    },
    {
      id: "status",
      header: "Status",
      width: 130,
      value: (member) => member.status,
      cell: (member) => <StatusMark status={member.status} />,
    },
    {
      id: "approved",
      header: "Member since",
      hideBelow: "md",
      width: 150,
      value: (member) => member.approved_at ?? member.created_at,
      cell: (member) => <RelativeTime at={member.approved_at ?? member.created_at} />,
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
            cell: (member: Member) => (isSelf(member) ? null : <MemberActions member={member} />),
          },
        ]
      : []),
  ];
}

/** Who is in the tenant, who wants in, and what they may do. */
export function MembersPage() {
  usePageTitle("Members");
  const me = useQuery(meQuery);
  const membership = useMembership();
  const members = useInfiniteQuery(membersQuery);
  const { invite: inviting } = useSearch({ from: "/app/members" });
  const navigate = useNavigate({ from: "/members" });
  const invite = (open: boolean): void => void navigate({ search: open ? { invite: true } : {}, replace: true });
  const [sent, setSent] = useState<InvitationSent>();
  const owner = membership?.role === "owner";
  const userId = me.data?.user_id ?? "";
  const columns = useMemo(() => memberColumns(userId, owner), [userId, owner]);
  const all = itemsOf(members.data);
  const waiting = all.filter((member) => member.status === "pending");
  const [people, services] = useMemo(() => {
    const present = itemsOf(members.data).filter((m) => m.status === "active" || m.status === "suspended");
    return [present.filter((m) => m.kind === "person"), present.filter((m) => m.kind === "service")];
  }, [members.data]);
  const owners = all.filter((member) => member.role === "owner" && member.status === "active");

  return (
    <Page>
      <PageHeader
        title="Members"
        meta={
          membership && (
            <span className="flex flex-wrap items-center gap-x-1">
              Others ask to join with the slug <span className="font-mono text-ink">{membership.tenant.slug}</span>
              <CopyButton text={membership.tenant.slug} label="Copy slug" className="size-6!" />
              {owner ? "" : "· owners approve them, and invite"}
            </span>
          )
        }
        actions={
          owner && (
            <Button variant="primary" onClick={() => invite(true)}>
              <UserPlus aria-hidden />
              Invite
            </Button>
          )
        }
      />
      {owner && inviting && membership && (
        <InviteDialog
          tenantName={membership.tenant.name}
          onClose={() => invite(false)}
          onSent={(invitation) => {
            invite(false);
            setSent(invitation);
          }}
        />
      )}
      {sent && <InvitationLinkDialog sent={sent} onClose={() => setSent(undefined)} />}
      {members.isError && all.length === 0 ? (
        <ErrorState
          error={members.error}
          title="The members could not be loaded"
          onRetry={() => void members.refetch()}
          retrying={members.isFetching}
        />
      ) : (
        <>
          <WaitingMembers members={waiting} owner={owner} />
          {owner && <InvitationList onSent={setSent} />}
          <SectionHeader title="People" meta={members.isPending ? undefined : plural(people.length, "member")} />
          <DataTable
            caption="People"
            columns={columns}
            rows={people}
            rowKey={(member) => member.user_id}
            loading={members.isPending}
            filter={people.length > 10}
            initialSort={{ id: "name", desc: false }}
            {...(members.hasNextPage && {
              footer: (
                <LoadMore
                  shown={plural(all.length, "member")}
                  hasMore
                  loading={members.isFetchingNextPage}
                  onMore={() => void members.fetchNextPage()}
                />
              ),
            })}
          />
          <ServiceList services={services} owner={owner} />
          {me.data && membership && !members.isPending && (
            <LeaveTenant
              me={me.data}
              membership={membership}
              lastOwner={owner && owners.length === 1 && !members.hasNextPage}
            />
          )}
        </>
      )}
    </Page>
  );
}
