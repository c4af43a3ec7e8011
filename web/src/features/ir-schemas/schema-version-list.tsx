import type { IrSchemaVersion } from "@plumbline/contracts";
import { plural } from "../../lib/format.ts";
import { useMemberName } from "../../lib/member-names.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { VersionList } from "../../ui/version-list.tsx";

interface SchemaVersionListProps {
  versions: readonly IrSchemaVersion[];
  shown: number | undefined;
  onShow: (version: number) => void;
}

/** The versions of a schema: which is active, who wrote each, and where one refuses what the one before accepted. */
export function SchemaVersionList({ versions, shown, onShow }: SchemaVersionListProps) {
  return (
    <VersionList
      shown={shown}
      onShow={onShow}
      versions={versions.map((version) => ({
        number: version.version,
        name: version.id === null ? "Built in" : `Version ${version.version}`,
        mark: version.active ? <StatusMark status="active" /> : <Badge>Not used</Badge>,
        note: version.note,
        foot: <Written version={version} />,
      }))}
    />
  );
}

function Written({ version }: { version: IrSchemaVersion }) {
  const author = useMemberName(version.created_by);
  return (
    <>
      {author && `${author} · `}
      <RelativeTime at={version.created_at} />
      {version.breaks.length > 0 && <span className="text-major"> · {plural(version.breaks.length, "break")}</span>}
    </>
  );
}
