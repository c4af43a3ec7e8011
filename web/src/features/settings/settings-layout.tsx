import { SettingsNamespace } from "@plumbline/contracts";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { KeyRound, type LucideIcon, ScrollText, SlidersHorizontal, ToggleRight, UserRound } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { words } from "../../lib/format.ts";
import { useMembership } from "../../lib/me.ts";

const look =
  "flex shrink-0 items-center gap-2 rounded-md border border-transparent px-2 py-[5px] whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11 [&_svg]:size-3.5 max-sm:[&_svg]:hidden";
const exact = { exact: true, includeSearch: false };

/** The pages under Settings: beside the page, or above it where the page is narrow. */
export function SettingsLayout() {
  const membership = useMembership();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the list is wider than the screen: where one is must be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page is another current link
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <div className="md:grid md:grid-cols-[176px_minmax(0,1fr)]">
      <nav
        ref={nav}
        aria-label="Settings"
        className="flex gap-1 overflow-x-auto border-b border-line px-3 py-1.5 md:sticky md:top-0 md:flex-col md:self-start md:overflow-visible md:border-b-0 md:py-4 md:pr-0 md:pl-4"
      >
        <Label>You</Label>
        <Link to="/settings" activeOptions={exact} className={look}>
          <Inner icon={UserRound}>Account</Inner>
        </Link>
        <Label>{membership?.tenant.name ?? "Tenant"}</Label>
        {SettingsNamespace.options.map((namespace) => (
          <Link
            key={namespace}
            to="/settings/$namespace"
            params={{ namespace }}
            activeOptions={{ includeSearch: false }}
            className={look}
          >
            <Inner icon={SlidersHorizontal}>{words(namespace)}</Inner>
          </Link>
        ))}
        <Link to="/settings/features" activeOptions={exact} className={look}>
          <Inner icon={ToggleRight}>Features</Inner>
        </Link>
        <Link to="/settings/api-keys" activeOptions={exact} className={look}>
          <Inner icon={KeyRound}>API keys</Inner>
        </Link>
        <Link to="/settings/audit" activeOptions={exact} className={look}>
          <Inner icon={ScrollText}>Audit log</Inner>
        </Link>
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

const Label = ({ children }: { children: ReactNode }) => (
  <p className="mx-2 mt-2.5 mb-0.5 truncate text-xs text-faint first:mt-0 max-md:hidden">{children}</p>
);

const Inner = ({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) => (
  <>
    <Icon aria-hidden strokeWidth={1.75} />
    {children}
  </>
);
