import type { Source } from "@plumbline/contracts";
import { ChevronRight, TriangleAlert } from "lucide-react";
import { plural, words } from "../../lib/format.ts";
import { cx } from "../../ui/class-names.ts";

/** How the file was read: every decision of the parser with its reason, and what it warns of. */
export function SourceNote({ source, className }: { source: Source; className?: string }) {
  const { decisions, warnings } = source;
  if (decisions.length === 0 && warnings.length === 0) return null;
  return (
    <details className={cx("group", className)}>
      <summary className="inline-flex list-none items-center gap-1 rounded-sm text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        How this file was read
        {warnings.length > 0 && (
          <span className="ml-1.5 inline-flex items-center gap-1 text-minor">
            <TriangleAlert aria-hidden className="size-3.5" />
            {plural(warnings.length, "warning")}
          </span>
        )}
      </summary>
      <div className="mt-1.5 rounded-md border border-line bg-surface">
        {warnings.length > 0 && (
          <ul className="border-b border-line px-3 py-2 last:border-b-0">
            {warnings.map((warning) => (
              <li key={warning} className="flex gap-1.5">
                <TriangleAlert aria-hidden className="mt-[3px] size-3.5 shrink-0 text-minor" />
                <span className="min-w-0 wrap-anywhere">{warning}</span>
              </li>
            ))}
          </ul>
        )}
        {decisions.length > 0 && (
          <dl className="grid gap-x-5 gap-y-1 px-3 py-2 sm:grid-cols-[auto_minmax(0,1fr)]">
            {decisions.map(({ about, decided, why }) => (
              <div key={`${about} ${decided}`} className="contents">
                <dt className="max-w-56 truncate text-muted max-sm:mt-1" title={subject(about)}>
                  {subject(about)}
                </dt>
                <dd className="min-w-0 wrap-anywhere">
                  {decided}
                  <span className="text-muted">, because {why}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </details>
  );
}

const subject = (about: string): string =>
  about.startsWith("column:") ? `Column ${about.slice("column:".length)}` : words(about);
