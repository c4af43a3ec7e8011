import type { PipelineVersion, PipelineVersionStatus } from "@plumbline/contracts";
import { useMemberName } from "../../lib/member-names.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { VersionList as List } from "../../ui/version-list.tsx";

interface VersionListProps {
  versions: readonly PipelineVersion[];
  shown: number;
  onShow: (number: number) => void;
}

/** The versions of a pipeline, newest first; one is shown beside them. */
export function VersionList({ versions, shown, onShow }: VersionListProps) {
  return (
    <List
      shown={shown}
      onShow={onShow}
      versions={versions.map((version) => ({
        number: version.number,
        name: version.number === 0 ? "Built in" : `Version ${version.number}`,
        mark: <VersionStatus status={version.status} />,
        note: version.note,
        // The built-in one says in its note where it comes from.
        foot: version.number > 0 && <Written version={version} />,
      }))}
    />
  );
}

function Written({ version }: { version: PipelineVersion }) {
  const author = useMemberName(version.created_by);
  return (
    <>
      {author && `${author} · `}
      <RelativeTime at={version.updated_at} />
    </>
  );
}

/** Draft, active or retired, as a word and a mark. */
function VersionStatus({ status }: { status: PipelineVersionStatus }) {
  if (status === "active") return <StatusMark status="active" />;
  return <Badge tone={status === "draft" ? "accent" : "neutral"}>{status === "draft" ? "Draft" : "Not used"}</Badge>;
}
