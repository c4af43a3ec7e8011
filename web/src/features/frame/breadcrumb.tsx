import { Link, useMatches } from "@tanstack/react-router";
import { useCurrentPageTitle } from "../../lib/page-title.ts";
import { destinations } from "./navigation.ts";

/** Section and page; the tenant before them is the switcher. */
export function Breadcrumb() {
  const title = useCurrentPageTitle();
  const section = useMatches({
    select: (matches) => matches.findLast((m) => m.staticData.section)?.staticData.section,
  });
  const home = destinations.flatMap((group) => group.items).find((item) => item.label === section);
  const leaf = title || section;
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 text-muted">
      <ol className="flex min-w-0 items-center gap-1.5">
        {home && leaf !== section && (
          <li className="flex shrink-0 items-center gap-1.5 max-sm:hidden">
            <Link to={home.to} className="rounded-sm hover:text-ink">
              {section}
            </Link>
            <span aria-hidden="true" className="text-faint">
              /
            </span>
          </li>
        )}
        {leaf && (
          <li aria-current="page" className="min-w-0 truncate font-medium text-ink">
            {leaf}
          </li>
        )}
      </ol>
    </nav>
  );
}
