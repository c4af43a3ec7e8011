import type { Me, Membership } from "@plumbline/contracts";
import { Menu, Search } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Activity } from "./activity.tsx";
import { Breadcrumb } from "./breadcrumb.tsx";
import { NavigationList } from "./rail.tsx";
import { TenantSwitcher } from "./tenant-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

interface TopBarProps {
  me: Me;
  membership: Membership;
  phone: boolean;
  onSearch: () => void;
  onShortcuts: () => void;
}

const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Where you are, the way to everything else, and what is running. */
export function TopBar({ me, membership, phone, onSearch, onShortcuts }: TopBarProps) {
  return (
    <header className="flex min-w-0 items-center gap-1.5 border-b border-line bg-bg px-2 sm:px-3.5">
      {phone ? (
        <PhoneMenu me={me} membership={membership} />
      ) : (
        <>
          <TenantSwitcher me={me} membership={membership} className="-ml-1.5 max-w-60 shrink-0" />
          <span aria-hidden="true" className="text-faint">
            /
          </span>
        </>
      )}
      <Breadcrumb />
      <div className="ml-auto flex shrink-0 items-center gap-1 pl-2">
        {phone ? (
          <IconButton icon={Search} label="Go to or search" onClick={onSearch} />
        ) : (
          <button
            type="button"
            onClick={onSearch}
            aria-keyshortcuts="Control+K Meta+K"
            className="flex h-7 items-center gap-2 rounded-md border border-line bg-surface pr-1.5 pl-2 text-muted hover:border-line-strong lg:w-[232px] pointer-coarse:h-10"
          >
            <Search aria-hidden className="size-3.5 shrink-0" />
            <span className="max-lg:sr-only">Go to or search</span>
            <span aria-hidden="true" className="ml-auto">
              <Kbd keys={apple ? "⌘+K" : "Ctrl+K"} />
            </span>
          </button>
        )}
        <Activity />
        <UserMenu me={me} onShortcuts={onShortcuts} />
      </div>
    </header>
  );
}

function PhoneMenu({ me, membership }: { me: Me; membership: Membership }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={Menu} label="Menu" onClick={() => setOpen(true)} aria-expanded={open} aria-haspopup="dialog" />
      <Sheet side="left" title="Menu" open={open} onOpenChange={setOpen}>
        <div className="flex flex-col gap-3 p-2">
          <TenantSwitcher me={me} membership={membership} className="w-full justify-between border border-line px-2!" />
          <NavigationList onGo={() => setOpen(false)} />
        </div>
      </Sheet>
    </>
  );
}
