import type { Membership } from "@plumbline/contracts";
import { isActive } from "../../lib/me.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

/** Why a membership does not let its holder in, and who can change that. */
function reason({ tenant, status }: Membership): string {
  if (status === "pending") return `An owner of ${tenant.name} approves you. Ask one of them if it takes long.`;
  if (status === "suspended") return `An owner of ${tenant.name} has suspended you and can lift it.`;
  if (status === "removed") return `An owner of ${tenant.name} has removed you. You can ask to join again.`;
  if (tenant.status === "pending") return "The operator of this platform approves new tenants.";
  if (tenant.status === "suspended") return "The operator of this platform has suspended the tenant.";
  return "";
}

/** Memberships that wait for somebody, with who that is. */
export function MembershipList({ memberships }: { memberships: readonly Membership[] }) {
  const held = memberships.filter((membership) => !isActive(membership));
  if (held.length === 0) return null;
  return (
    <Panel aria-label="Your memberships">
      <ul>
        {held.map((membership) => (
          <li key={membership.tenant.id} className="border-b border-line px-4 py-3 last:border-b-0">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <span className="text-md font-semibold">{membership.tenant.name}</span>
              <span className="font-mono text-sm text-muted">{membership.tenant.slug}</span>
              <StatusMark
                className="ml-auto"
                status={
                  waits(membership)
                    ? "waiting"
                    : membership.status === "active"
                      ? membership.tenant.status
                      : membership.status
                }
              />
            </div>
            <p className="mt-1">{reason(membership)}</p>
            <p className="text-sm text-muted">
              Asked <RelativeTime at={membership.created_at} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** True while an approval is missing and may come at any moment. */
export const waits = ({ status, tenant }: Membership): boolean =>
  status === "pending" || (status === "active" && tenant.status === "pending");
