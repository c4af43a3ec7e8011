import type { Me, Membership } from "@plumbline/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { words } from "../../lib/format.ts";
import { isActive } from "../../lib/me.ts";
import { chooseTenant } from "../../lib/tenant-choice.ts";
import { cx } from "../../ui/class-names.ts";
import {
  DropdownMenu,
  DropdownMenuChoice,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../../ui/dropdown-menu.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

/** Changes the tenant the portal is pinned to: nothing that was read for the other tenant survives. */
export function useSwitchTenant(): (id: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (id) => {
    await client.cancelQueries();
    await navigate({ to: "/" });
    chooseTenant(id);
  };
}

/** The tenant on the screen, and the way to the others. */
export function TenantSwitcher({ me, membership, className }: { me: Me; membership: Membership; className?: string }) {
  const switchTenant = useSwitchTenant();
  const active = me.memberships.filter(isActive);
  const waiting = me.memberships.filter((m) => !isActive(m) && m.status !== "removed");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        className={cx(
          "flex h-7 min-w-0 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover data-[state=open]:bg-hover pointer-coarse:h-11",
          className,
        )}
      >
        <span className="truncate font-medium">{membership.tenant.name}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        <span className="sr-only">Switch tenant</span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-64">
        <DropdownMenuLabel>Tenants</DropdownMenuLabel>
        <DropdownMenuChoice
          label="Tenant"
          value={membership.tenant.id}
          onChange={(id) => void switchTenant(id)}
          options={active.map((m) => ({
            value: m.tenant.id,
            label: (
              <span className="flex items-baseline gap-2">
                <span className="truncate">{m.tenant.name}</span>
                <span className="text-sm text-muted">{words(m.role)}</span>
              </span>
            ),
          }))}
        />
        {waiting.map((m) => (
          <DropdownMenuItem key={m.tenant.id} disabled>
            <span className="min-w-0 flex-1 truncate">{m.tenant.name}</span>
            <StatusMark status={m.status === "active" ? m.tenant.status : m.status} className="text-sm" />
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/tenants/new">
            <Plus aria-hidden />
            Create or join a tenant
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
