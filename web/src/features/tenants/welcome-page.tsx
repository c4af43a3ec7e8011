import { useQuery } from "@tanstack/react-query";
import { signOut, useAuth } from "../../lib/auth.ts";
import { currentMembership, meQuery } from "../../lib/me.ts";
import { useOnline } from "../../lib/online.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { useGo } from "../../lib/use-go.ts";
import { Brand } from "../../ui/brand.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { OfflineBanner } from "../../ui/offline-banner.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { MembershipList, waits } from "./membership-list.tsx";
import { TenantForms } from "./tenant-forms.tsx";

/** Signed in, but not yet an active member: who can change that, and the ways into a tenant. Opens by itself. */
export function WelcomePage() {
  usePageTitle("Welcome");
  const auth = useAuth();
  const online = useOnline();
  const me = useQuery({
    ...meQuery,
    enabled: auth.status === "signed_in",
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.memberships.some(waits) ? 4000 : 15_000),
  });
  const active = me.data !== undefined && currentMembership(me.data, null) !== undefined;
  useGo(auth.status === "signed_out" ? "/sign-in" : active ? "/" : undefined);
  const waiting = me.data?.memberships.some(waits) ?? false;

  return (
    <div className="min-h-dvh">
      <OfflineBanner offline={!online} />
      <header className="flex h-11 items-center gap-3 border-b border-line px-4">
        <Brand />
        <span className="ml-auto min-w-0 truncate text-muted">{auth.status === "signed_in" && auth.email}</span>
        <Button variant="ghost" onClick={() => void signOut()}>
          Sign out
        </Button>
      </header>
      <main className="mx-auto flex w-full max-w-[840px] flex-col gap-4 px-4 pt-8 pb-12">
        {me.isError && !me.data ? (
          <ErrorState
            error={me.error}
            title="Your account could not be loaded"
            onRetry={() => void me.refetch()}
            retrying={me.isFetching}
          />
        ) : !me.data ? (
          <>
            <Skeleton className="h-6 w-64" />
            <Skeleton className="h-20 w-full" />
            <div className="grid gap-4 md:grid-cols-2">
              <Skeleton className="h-52" />
              <Skeleton className="h-52" />
            </div>
          </>
        ) : (
          <>
            <div>
              <h1 className="text-xl tracking-[-0.01em]">
                {waiting ? "Waiting for approval" : "You are not in a tenant yet"}
              </h1>
              <p className="mt-1 text-muted" role="status">
                {waiting
                  ? "This page goes on by itself as soon as you are approved."
                  : "Data lives in tenants. Join the one your colleagues use, or create one."}
              </p>
            </div>
            <MembershipList memberships={me.data.memberships} />
            <TenantForms onCreated={() => void me.refetch()} />
          </>
        )}
      </main>
    </div>
  );
}
