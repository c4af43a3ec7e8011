import type { FeatureKey } from "@plumbline/contracts";
import { Link, Outlet, useMatches } from "@tanstack/react-router";
import { ToggleLeft } from "lucide-react";
import { useIsOff } from "../../lib/features.ts";
import { useHasRole, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

/** The page, or why it is not here: its feature is switched off in this tenant. */
export function FeatureGate() {
  const isOff = useIsOff();
  const feature = useMatches({
    select: (matches) => matches.findLast((m) => m.staticData.feature)?.staticData.feature,
  });
  return feature && isOff(feature) ? <FeatureOff feature={feature} /> : <Outlet />;
}

function FeatureOff({ feature }: { feature: FeatureKey }) {
  usePageTitle("Switched off");
  const membership = useMembership();
  const owner = useHasRole("owner");
  const tenant = membership?.tenant.name ?? "this tenant";
  return (
    <div className="pt-[10vh]">
      <EmptyState
        icon={ToggleLeft}
        title="This is switched off here"
        titleAs="h1"
        action={
          <Button asChild variant={owner ? "primary" : "secondary"}>
            {owner ? <Link to="/settings/features">Go to features</Link> : <Link to="/">Go to the overview</Link>}
          </Button>
        }
      >
        The page belongs to the feature <code className="font-mono">{feature}</code>, which is off in {tenant}. Its data
        is kept.{" "}
        {owner ? "You see under Features who can switch it on." : `An owner of ${tenant} may be able to switch it on.`}
      </EmptyState>
    </div>
  );
}
