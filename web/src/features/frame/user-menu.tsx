import type { Me } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { Keyboard, LogOut, Settings } from "lucide-react";
import { signOut } from "../../lib/auth.ts";
import { words } from "../../lib/format.ts";
import { chooseTheme, themes, useTheme } from "../../lib/theme.ts";
import {
  DropdownMenu,
  DropdownMenuChoice,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../../ui/dropdown-menu.tsx";

function initials(me: Me): string {
  const parts = (me.display_name || me.email.split("@")[0] || "?").split(/[\s._-]+/).filter(Boolean);
  return [parts[0]?.[0], parts.length > 1 ? parts.at(-1)?.[0] : undefined].join("").toUpperCase();
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ me, onShortcuts }: { me: Me; onShortcuts: () => void }) {
  const { theme } = useTheme();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="group flex size-7 shrink-0 items-center justify-center rounded-full pointer-coarse:size-10">
        <span
          aria-hidden="true"
          className="flex size-7 items-center justify-center rounded-full border border-line bg-surface text-xs font-semibold text-muted group-hover:text-ink group-data-[state=open]:bg-hover"
        >
          {initials(me)}
        </span>
        <span className="sr-only">Account of {me.display_name || me.email}</span>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium">{me.display_name || me.email}</p>
          {me.display_name && <p className="truncate text-sm text-muted">{me.email}</p>}
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuChoice
          label="Theme"
          value={theme}
          onChange={chooseTheme}
          options={themes.map((value) => ({ value, label: words(value) }))}
        />
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/settings">
            <Settings aria-hidden />
            Settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem shortcut="?" onSelect={onShortcuts}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
