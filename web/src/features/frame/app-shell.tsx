import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { signOut, useAuth } from "../../lib/auth.ts";
import { currentMembership, meQuery } from "../../lib/me.ts";
import { chooseTenant, useTenantChoice } from "../../lib/tenant-choice.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Frame } from "./frame.tsx";
import { FrameSkeleton } from "./frame-skeleton.tsx";

/** Lets an active member in, pinned to one tenant; everybody else is led to where they can become one. */
export function AppShell() {
  const auth = useAuth();
  const { href } = useLocation();
  const me = useQuery({ ...meQuery, enabled: auth.status === "signed_in" });
  const chosen = useTenantChoice();
  const membership = me.data && currentMembership(me.data, chosen);
  const tenantId = membership?.tenant.id;

  useEffect(() => {
    if (tenantId !== undefined && tenantId !== chosen) chooseTenant(tenantId);
  }, [tenantId, chosen]);

  if (auth.status === "signed_out")
    return <Navigate to="/sign-in" search={href === "/" ? {} : { next: href }} replace />;
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
  if (!membership) return <Navigate to="/welcome" replace />;
  // No page asks for anything before the tenant its requests are pinned to has been chosen.
  if (tenantId !== chosen) return <FrameSkeleton />;
  return <Frame key={tenantId} me={me.data} membership={membership} />;
}
