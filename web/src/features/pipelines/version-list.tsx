import type { PipelineVersion, PipelineVersionStatus } from "@plumbline/contracts";
import { useMemberName } from "../../lib/member-names.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import { cx } from "../../ui/class-names.ts";
import { StatusMark } from "../../ui/status-mark.tsx";

interface VersionListProps {
  versions: readonly PipelineVersion[];
  shown: number;
  onShow: (number: number) => void;
}

/** The versions of a pipeline, newest first; one is shown beside them. */
export function VersionList({ versions, shown, onShow }: VersionListProps) {
  return (
    <ol aria-label="Versions" className="divide-y divide-line">
      {versions.map((version) => (
        <li key={version.number}>
          <button
            type="button"
            aria-current={version.number === shown ? "true" : undefined}
            onClick={() => onShow(version.number)}
            className={cx(
              "flex w-full flex-col gap-0.5 px-3 py-2 text-left -outline-offset-2",
              version.number === shown ? "bg-accent-soft" : "hover:bg-hover",
            )}
          >
            <span className="flex w-full items-center gap-2">
              <span className="font-medium tabular-nums">
                {version.number === 0 ? "Built in" : `Version ${version.number}`}
              </span>
              <span className="ml-auto">
                <VersionStatus status={version.status} />
              </span>
            </span>
            {version.note && <span className="wrap-anywhere">{version.note}</span>}
            <Written version={version} />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Written({ version }: { version: PipelineVersion }) {
  const author = useMemberName(version.created_by);
  // The built-in one says in its note where it comes from.
  if (version.number === 0) return null;
  return (
    <span className="text-sm text-muted">
      {author && `${author} · `}
      <RelativeTime at={version.updated_at} />
    </span>
  );
}

/** Draft, active or retired, as a word and a mark. */
export function VersionStatus({ status }: { status: PipelineVersionStatus }) {
  if (status === "active") return <StatusMark status="active" />;
  return <Badge tone={status === "draft" ? "accent" : "neutral"}>{status === "draft" ? "Draft" : "Not used"}</Badge>;
}
