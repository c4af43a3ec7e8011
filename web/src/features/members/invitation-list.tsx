import type { Invitation, InvitationSent } from "@plumbline/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Ellipsis, Send, X } from "lucide-react";
import { useMemo, useState } from "react";
import { plural, words } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { toast } from "../../ui/toast.tsx";
import { invitationsQuery, useResendInvitation, useRevokeInvitation } from "./invitations.api.ts";

const isWaiting = ({ status }: Invitation): boolean => status === "open" || status === "expired";

function invitationColumns(onSent: (sent: InvitationSent) => void): DataTableColumn<Invitation>[] {
  return [
    { id: "email", header: "Email", primary: true, value: (invitation) => invitation.email },
    { id: "role", header: "Role", width: 110, value: (invitation) => words(invitation.role) },
    {
      id: "status",
      header: "Status",
      width: 130,
      value: (invitation) => invitation.status,
      cell: (invitation) => <StatusMark status={invitation.status} />,
    },
    {
      id: "sent",
      header: "Sent",
      align: "right",
      width: 90,
      hideBelow: "md",
      value: (invitation) => invitation.sent_count,
      cell: ({ sent_count }) => (sent_count === 1 ? "once" : `${sent_count} times`),
    },
    {
      id: "created",
      header: "Invited",
      hideBelow: "md",
      width: 140,
      value: (invitation) => invitation.created_at,
      cell: (invitation) => <RelativeTime at={invitation.created_at} />,
    },
    {
      id: "expires",
      header: "Expires",
      width: 140,
      value: (invitation) => invitation.expires_at,
      cell: (invitation) => <RelativeTime at={invitation.expires_at} />,
    },
    {
      id: "actions",
      header: "Actions",
      actions: true,
      align: "right",
      width: 56,
      value: () => null,
      cell: (invitation) => <InvitationActions invitation={invitation} onSent={onSent} />,
    },
  ];
}

/** Invitations that nobody has answered yet. */
export function InvitationList({ onSent }: { onSent: (sent: InvitationSent) => void }) {
  const query = useInfiniteQuery(invitationsQuery);
  const columns = useMemo(() => invitationColumns(onSent), [onSent]);
  const waiting = useMemo(() => itemsOf(query.data).filter(isWaiting), [query.data]);
  if (query.isError && !query.data)
    return (
      <ErrorState
        compact
        className="mt-4"
        error={query.error}
        title="The invitations could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  if (waiting.length === 0 && !query.hasNextPage) return null;
  return (
    <>
      <SectionHeader title="Open invitations" meta={plural(waiting.length, "invitation")} />
      <DataTable
        caption="Open invitations"
        columns={columns}
        rows={waiting}
        rowKey={(invitation) => invitation.id}
        {...(query.hasNextPage && {
          footer: (
            <LoadMore
              shown={plural(waiting.length, "invitation")}
              hasMore
              loading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          ),
        })}
      />
    </>
  );
}

function InvitationActions({ invitation, onSent }: { invitation: Invitation; onSent: (sent: InvitationSent) => void }) {
  const [asking, setAsking] = useState(false);
  const resend = useResendInvitation();
  const revoke = useRevokeInvitation();
  const again = (): void =>
    resend.mutate(invitation.id, { onSuccess: onSent, onError: (error) => toast.failed(error) });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton
            icon={Ellipsis}
            label={`Actions for the invitation of ${invitation.email}`}
            tip={false}
            disabled={resend.isPending}
            className="-my-1.5 size-6! align-middle"
          />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={again}>
            <Send aria-hidden />
            Send again
          </DropdownMenuItem>
          <DropdownMenuItem danger onSelect={() => setAsking(true)}>
            <X aria-hidden />
            Revoke
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke the invitation of ${invitation.email}?`}
        description="Its link stops working at once. You can invite them again at any time."
        confirm="Revoke"
        dismiss="Keep it"
        onConfirm={async () => {
          await revoke.mutateAsync(invitation.id);
          toast.done(`The invitation of ${invitation.email} was revoked.`);
        }}
      />
    </>
  );
}
