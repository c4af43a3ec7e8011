import type { Me, Membership } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import {
  Building2,
  ChartNoAxesGantt,
  Database,
  Keyboard,
  KeyRound,
  LogOut,
  Plus,
  ScrollText,
  Search,
  SunMoon,
  ToggleRight,
  Upload,
  UserPlus,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import { signOut } from "../../lib/auth.ts";
import { useIsOff } from "../../lib/features.ts";
import { shortId, words } from "../../lib/format.ts";
import { isActive, useHasRole } from "../../lib/me.ts";
import { chooseTheme, useTheme } from "../../lib/theme.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { findQuery } from "./frame.api.ts";
import { useDestinations } from "./navigation.ts";
import { useSwitchTenant } from "./tenant-switcher.tsx";

interface PaletteProps {
  me: Me;
  membership: Membership;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShortcuts: () => void;
}

/** Pages under Settings that people look for by their own name. */
const settingsPages = [
  { to: "/settings/api-keys", label: "API keys", icon: KeyRound },
  { to: "/settings/features", label: "Features", icon: ToggleRight },
  { to: "/settings/audit", label: "Audit log", icon: ScrollText },
] as const;

/** Go anywhere, do anything, find any dataset, insight or run, without leaving the keyboard. */
export function CommandPalette({ me, membership, open, onOpenChange, onShortcuts }: PaletteProps) {
  const navigate = useNavigate();
  const switchTenant = useSwitchTenant();
  const { shown } = useTheme();
  const editor = useHasRole("editor");
  const owner = useHasRole("owner");
  const [search, setSearch] = useState("");
  const wanted = useSettled(search.trim(), 160);
  const destinations = useDestinations();
  const withData = !useIsOff()("copilot.dataset");
  const found = useQuery(findQuery(wanted, withData));
  const results = useDeferredValue(found.data);
  const act = (run: () => unknown) => () => {
    onOpenChange(false);
    void run();
  };
  const others = me.memberships.filter((m) => isActive(m) && m.tenant.id !== membership.tenant.id);

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-in bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[min(600px,calc(100vw-16px))] -translate-x-1/2 animate-in overflow-hidden rounded-md border border-line bg-surface shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Go to or search</Dialog.Title>
          <Command label="Go to or search" loop>
            <div className="flex items-center gap-2 border-b border-line px-3">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                value={search}
                onValueChange={setSearch}
                placeholder="Go to or search"
                className="touch-text h-11 min-w-0 flex-1 bg-transparent text-md outline-none"
              />
              <Kbd keys="Esc" />
            </div>
            <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-muted">
              <Command.Empty className="px-2 py-6 text-center text-muted">
                {found.isFetching ? "Searching" : `Nothing is called “${search}”.`}
              </Command.Empty>
              <Command.Group heading="Go to">
                {destinations.flatMap((group) =>
                  group.items.map(({ to, label, icon: Icon, key }) => (
                    <Item key={to} value={`go to ${label}`} onSelect={act(() => navigate({ to }))}>
                      <Icon aria-hidden />
                      {label}
                      <span className="ml-auto pointer-coarse:hidden">
                        <Kbd keys={`g ${key}`} />
                      </span>
                    </Item>
                  )),
                )}
                {settingsPages.map(({ to, label, icon: Icon }) => (
                  <Item key={to} value={`go to settings ${label}`} onSelect={act(() => navigate({ to }))}>
                    <Icon aria-hidden />
                    {label}
                  </Item>
                ))}
              </Command.Group>
              {results && results.datasets.length > 0 && (
                <Command.Group heading="Datasets">
                  {results.datasets.map((dataset) => (
                    <Item
                      key={dataset.id}
                      value={`dataset ${dataset.name} ${dataset.id}`}
                      onSelect={act(() => navigate({ to: "/datasets/$datasetId", params: { datasetId: dataset.id } }))}
                    >
                      <Database aria-hidden />
                      <span className="truncate">{dataset.name}</span>
                      <StatusMark status={dataset.status} className="ml-auto text-sm" />
                    </Item>
                  ))}
                </Command.Group>
              )}
              {results && results.insights.length > 0 && (
                <Command.Group heading="Insights">
                  {results.insights.map((insight) => (
                    <Item
                      key={insight.id}
                      // The server may have matched the summary: the palette must not drop what it found.
                      value={`insight ${insight.title} ${wanted} ${insight.id}`}
                      onSelect={act(() =>
                        navigate({
                          to: "/datasets/$datasetId",
                          params: { datasetId: insight.dataset_id },
                          search: { insight: insight.id },
                        }),
                      )}
                    >
                      <SeverityMark severity={insight.severity} iconOnly />
                      <span className="truncate">{insight.title}</span>
                    </Item>
                  ))}
                </Command.Group>
              )}
              {results && results.runs.length > 0 && (
                <Command.Group heading="Runs">
                  {results.runs.map((run) => (
                    <Item
                      key={run.id}
                      value={`run ${run.subject_name ?? ""} ${run.status} ${run.id}`}
                      onSelect={act(() => navigate({ to: "/runs/$runId", params: { runId: run.id } }))}
                    >
                      <ChartNoAxesGantt aria-hidden />
                      <span className="truncate">{run.subject_name ?? words(run.kind)}</span>
                      <span className="font-mono text-sm text-muted">{shortId(run.id)}</span>
                      <StatusMark status={run.status} className="ml-auto text-sm" />
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Do">
                {editor && withData && (
                  <Item
                    value="upload a dataset"
                    onSelect={act(() => navigate({ to: "/datasets", search: { upload: true } }))}
                  >
                    <Upload aria-hidden />
                    Upload a dataset
                  </Item>
                )}
                <Item
                  value={`Switch to the ${shown === "dark" ? "light" : "dark"} theme`}
                  onSelect={act(() => chooseTheme(shown === "dark" ? "light" : "dark"))}
                >
                  <SunMoon aria-hidden />
                  Switch to the {shown === "dark" ? "light" : "dark"} theme
                </Item>
                {others.map((m) => (
                  <Item
                    key={m.tenant.id}
                    value={`Switch to ${m.tenant.name} tenant`}
                    onSelect={act(() => switchTenant(m.tenant.id))}
                  >
                    <Building2 aria-hidden />
                    Switch to {m.tenant.name}
                  </Item>
                ))}
                {owner && (
                  <>
                    <Item
                      value="invite somebody member person"
                      onSelect={act(() => navigate({ to: "/members", search: { invite: true } }))}
                    >
                      <UserPlus aria-hidden />
                      Invite somebody
                    </Item>
                    <Item
                      value="create an API key"
                      onSelect={act(() => navigate({ to: "/settings/api-keys", search: { create: true } }))}
                    >
                      <KeyRound aria-hidden />
                      Create an API key
                    </Item>
                  </>
                )}
                <Item value="create or join a tenant" onSelect={act(() => navigate({ to: "/tenants/new" }))}>
                  <Plus aria-hidden />
                  Create or join a tenant
                </Item>
                <Item value="Show keyboard shortcuts help" onSelect={act(onShortcuts)}>
                  <Keyboard aria-hidden />
                  Show keyboard shortcuts
                </Item>
                <Item value="sign out" onSelect={act(signOut)}>
                  <LogOut aria-hidden />
                  Sign out
                </Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-sm px-2 py-1 data-[selected=true]:bg-hover pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
    >
      {children}
    </Command.Item>
  );
}
