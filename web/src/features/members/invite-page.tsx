import type { InvitationPreview } from "@plumbline/contracts";
import { isAppError } from "@plumbline/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { MailQuestionMark, MailX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { signOut, useAuth } from "../../lib/auth.ts";
import { formatDateTime, words } from "../../lib/format.ts";
import { meQuery } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { chooseTenant } from "../../lib/tenant-choice.ts";
import { Brand } from "../../ui/brand.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { invitationPreviewQuery, useAcceptInvitation } from "./invitations.api.ts";
import { forgetInvitation, heldInvitation } from "./invite-link.ts";
import { roleMeans } from "./role.ts";

/** Where an invitation's link leads: who asks, as what, and the way in. */
export function InvitePage() {
  usePageTitle("Invitation");
  const auth = useAuth();
  const [token] = useState(() => heldInvitation(location.hash));
  return (
    <main className="mx-auto flex w-full max-w-[440px] flex-col gap-4 px-4 pt-[max(24px,14vh)] pb-10">
      <Brand className="mb-1" />
      {token === undefined ? (
        <Invalid />
      ) : auth.status === "loading" ? (
        <SkeletonText lines={5} />
      ) : auth.status === "signed_out" ? (
        <SignedOut />
      ) : (
        <Preview token={token} email={auth.email} />
      )}
    </main>
  );
}

function Heading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h1 className="text-xl tracking-[-0.01em]">{title}</h1>
      <p className="mt-1 text-muted">{children}</p>
    </div>
  );
}

const next = { next: "/invite" };

function SignedOut() {
  return (
    <>
      <Heading title="You are invited">
        Sign in with the address the invitation was sent to, or create an account with it. Then you see who invites you.
      </Heading>
      <div className="flex flex-col gap-2">
        <Button asChild variant="primary" size="lg">
          <Link to="/sign-in" search={next}>
            Sign in
          </Link>
        </Button>
        <Button asChild size="lg">
          <Link to="/sign-up" search={next}>
            Create an account
          </Link>
        </Button>
      </div>
    </>
  );
}

function Preview({ token, email }: { token: string; email: string }) {
  const preview = useQuery(invitationPreviewQuery(token));
  if (preview.isPending) return <SkeletonText lines={5} />;
  if (preview.isError) {
    const { error } = preview;
    if (isAppError(error) && (error.code === "not_found" || error.code === "invalid_request")) return <Invalid />;
    return (
      <ErrorState
        className="my-0!"
        error={error}
        title="The invitation could not be read"
        onRetry={() => void preview.refetch()}
        retrying={preview.isFetching}
      />
    );
  }
  return preview.data.email.toLowerCase() === email.toLowerCase() ? (
    <Acceptance token={token} invitation={preview.data} />
  ) : (
    <WrongAddress invitation={preview.data} email={email} />
  );
}

function Acceptance({ token, invitation }: { token: string; invitation: InvitationPreview }) {
  const accept = useAcceptInvitation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      const { tenant_id } = await accept.mutateAsync(token);
      forgetInvitation();
      chooseTenant(tenant_id);
      await client.fetchQuery({ ...meQuery, staleTime: 0 });
      await navigate({ to: "/", replace: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Heading title={`Join ${invitation.tenant_name}`}>You are invited to work in this tenant.</Heading>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 rounded-md border border-line bg-surface px-3 py-2.5">
        <Fact label="Tenant">
          {invitation.tenant_name} <span className="font-mono text-sm text-muted">{invitation.tenant_slug}</span>
        </Fact>
        <Fact label="Role">
          {words(invitation.role)} <span className="text-muted">· {roleMeans[invitation.role]}</span>
        </Fact>
        <Fact label="Address">{invitation.email}</Fact>
        <Fact label="Good until">{formatDateTime(invitation.expires_at)}</Fact>
      </dl>
      {accept.isError && <ErrorState compact error={accept.error} />}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          size="lg"
          busy={busy}
          onClick={() => {
            // What went wrong is shown above the button.
            enter().catch(() => undefined);
          }}
        >
          Join {invitation.tenant_name}
        </Button>
        <Button asChild variant="ghost" size="lg">
          <Link to="/" onClick={forgetInvitation}>
            Not now
          </Link>
        </Button>
      </div>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function WrongAddress({ invitation, email }: { invitation: InvitationPreview; email: string }) {
  return (
    <EmptyState
      className="items-start! px-0! py-0! text-left"
      icon={MailQuestionMark}
      title="This invitation is for another address"
      titleAs="h1"
      action={
        <>
          <Button variant="primary" onClick={() => void signOut()}>
            Use another account
          </Button>
          <Button asChild variant="ghost">
            <Link to="/" onClick={forgetInvitation}>
              Stay with this one
            </Link>
          </Button>
        </>
      }
    >
      It was sent to <b className="text-ink">{invitation.email}</b> and lets only that address into{" "}
      {invitation.tenant_name}. You are signed in as <b className="text-ink">{email}</b>. Sign in with the other
      account, or ask for an invitation of this address.
    </EmptyState>
  );
}

function Invalid() {
  return (
    <EmptyState
      className="items-start! px-0! py-0! text-left"
      icon={MailX}
      title="This invitation is not valid"
      titleAs="h1"
      action={
        <Button asChild>
          <Link to="/" onClick={forgetInvitation}>
            Go to the overview
          </Link>
        </Button>
      }
    >
      It was used or revoked, it is older than seven days, or a newer one was sent instead. Check that the whole link
      was copied; otherwise ask whoever invited you for a new one.
    </EmptyState>
  );
}
