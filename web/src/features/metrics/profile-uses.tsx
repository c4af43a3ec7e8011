import type { MetricProfileUse } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { Badge } from "../../ui/badge.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";

/** The pipeline versions that name a profile at one of their nodes. */
export function ProfileUses({ uses }: { uses: readonly MetricProfileUse[] }) {
  return (
    <section aria-label="Used by">
      <h3 className="mb-1 text-base">Used by</h3>
      {uses.length === 0 ? (
        <p className="text-muted">
          No pipeline measures with it.{" "}
          <Link to="/pipelines" className="text-accent underline underline-offset-3">
            Choose it at a node
          </Link>{" "}
          to measure later runs.
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {uses.map(({ kind, name, number, status }) => (
            <li key={`${kind} ${number}`} className="flex flex-wrap items-center gap-x-2">
              <Link
                to="/pipelines/$kind"
                params={{ kind }}
                search={{ version: number }}
                className="min-w-0 truncate rounded-sm text-accent hover:underline"
              >
                {name}, version {number}
              </Link>
              {status === "active" ? <StatusMark status="active" /> : <Badge tone="accent">Draft</Badge>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
