import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { signOut, useAuth } from "../../lib/auth.ts";
import { currentMembership, meQuery } from "../../lib/me.ts";
import { chooseTenant, useTenantChoice } from "../../lib/tenant-choice.ts";
import { useGo } from "../../lib/use-go.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Frame } from "./frame.tsx";
import { FrameSkeleton } from "./frame-skeleton.tsx";

/** Lets an active member in, pinned to one tenant; everybody else is led to where they can become one. */
export function AppShell() {
  const auth = useAuth();
  const router = useRouter();
  const me = useQuery({ ...meQuery, enabled: auth.status === "signed_in" });
  const chosen = useTenantChoice();
  const membership = me.data && currentMembership(me.data, chosen);
  const tenantId = membership?.tenant.id;

  useEffect(() => {
    if (tenantId !== undefined && tenantId !== chosen) chooseTenant(tenantId);
  }, [tenantId, chosen]);

  const signIn = auth.status === "signed_out";
  const welcome = me.data !== undefined && !membership;
  // Read once, when the session is found missing: the address changes while the sign-in page is being loaded.
  const next = useMemo(() => (signIn ? router.state.location.href : "/"), [signIn, router]);
  useGo(signIn ? signInHref(next) : welcome ? "/welcome" : undefined);

  if (signIn || welcome) return <FrameSkeleton />;
  if (me.isError && !me.data)
    return (
      <main className="px-4">
        <ErrorState
          error={me.error}
          title="Your account could not be loaded"
          onRetry={() => void me.refetch()}
          retrying={me.isFetching}
          action={
            <Button variant="ghost" onClick={() => void signOut()}>
              Sign out
            </Button>
          }
        />
      </main>
    );
  if (!me.data) return <FrameSkeleton />;
  // No page asks for anything before the tenant its requests are pinned to has been chosen.
  if (!membership || tenantId !== chosen) return <FrameSkeleton />;
  return <Frame key={tenantId} me={me.data} membership={membership} />;
}

/** Sign-in comes back to where one wanted to go. */
const signInHref = (next: string): string => (next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
