import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useHasRole } from "../../lib/me.ts";
import { Brand } from "../../ui/brand.tsx";
import { cx } from "../../ui/class-names.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import { waitingMembersQuery } from "./frame.api.ts";
import { type Destination, useDestinations } from "./navigation.ts";

/** The sections as links; `narrow` shows icons with the label as a tip. */
export function NavigationList({ narrow = false, onGo }: { narrow?: boolean; onGo?: () => void }) {
  const owner = useHasRole("owner");
  const waiting = useQuery({ ...waitingMembersQuery, enabled: owner });
  const destinations = useDestinations();
  const countOf = (item: Destination): number => (item.to === "/members" && owner ? (waiting.data ?? 0) : 0);
  return (
    <nav aria-label="Sections" className="flex flex-col">
      {destinations.map((group) => (
        <div
          key={group.name ?? ""}
          className={cx(group.name && (narrow ? "mt-2 border-t border-line pt-2" : "mt-3.5"))}
        >
          {group.name && !narrow && <p className="mx-2 mb-1 text-xs text-faint">{group.name}</p>}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => (
              <li key={item.to}>
                <NavigationLink item={item} narrow={narrow} count={countOf(item)} {...(onGo && { onGo })} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface LinkProps {
  item: Destination;
  narrow: boolean;
  count: number;
  onGo?: () => void;
}

function NavigationLink({ item, narrow, count, onGo }: LinkProps) {
  const { icon: Icon, label, to } = item;
  const link = (
    <Link
      to={to}
      activeOptions={{ exact: to === "/", includeSearch: false }}
      onClick={onGo}
      className={cx(
        "relative flex items-center rounded-md border border-transparent text-muted hover:text-ink aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11",
        narrow ? "size-9 justify-center" : "gap-2.5 px-2 py-[5px]",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className={cx(narrow && "sr-only")}>{label}</span>
      {count > 0 && (
        <span
          className={cx(
            "rounded-full bg-accent text-xs text-on-accent",
            narrow ? "absolute top-0.5 right-0.5 size-2" : "ml-auto px-1.5",
          )}
        >
          <span className={cx(narrow && "sr-only")}>{count}</span>
          <span className="sr-only"> waiting for approval</span>
        </span>
      )}
    </Link>
  );
  if (!narrow) return link;
  return (
    <Tooltip content={label} side="right">
      {link}
    </Tooltip>
  );
}

/** The left rail: icons and labels, icons only under 1200 px. */
export function Rail({ narrow }: { narrow: boolean }) {
  return (
    <aside
      className={cx(
        "row-span-2 flex flex-col overflow-y-auto border-r border-line bg-sunken py-2.5",
        narrow ? "items-center px-2" : "px-2",
      )}
    >
      <Link
        to="/"
        className={cx("mb-3 flex items-center rounded-md", narrow ? "size-9 justify-center" : "px-2 pt-0.5 pb-1")}
      >
        <Brand mark={narrow} />
      </Link>
      <NavigationList narrow={narrow} />
    </aside>
  );
}
