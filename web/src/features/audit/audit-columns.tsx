import type { AuditEntry } from "@plumbline/contracts";
import { Bot } from "lucide-react";
import { formatDateTime, words } from "../../lib/format.ts";
import { ChangeList } from "../../ui/change-list.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { actorName, objectName, shownChanges, tellingChanges } from "./audit-words.ts";

const shownInRow = 3;

interface Input {
  names: ReadonlyMap<string, string>;
  onOpen: (entry: AuditEntry) => void;
}

/** The columns of the log; the action of a row opens the entry. */
export const auditColumns = ({ names, onOpen }: Input): DataTableColumn<AuditEntry>[] => [
  {
    id: "at",
    header: "Time",
    width: 168,
    value: (entry) => entry.at,
    cell: (entry) => (
      <time dateTime={entry.at} className="whitespace-nowrap">
        {formatDateTime(entry.at)}
      </time>
    ),
  },
  {
    id: "actor",
    header: "Actor",
    width: 132,
    value: actorName,
    cell: (entry) => (
      <span className="flex min-w-0 items-center gap-1.5">
        {entry.actor_kind === "service" && (
          <Bot role="img" aria-label="Service" className="size-3.5 shrink-0 text-muted" />
        )}
        <span className="truncate" title={actorName(entry)}>
          {actorName(entry)}
        </span>
      </span>
    ),
  },
  {
    id: "role",
    header: "Role",
    width: 76,
    hideBelow: "lg",
    value: (entry) => entry.actor_role && words(entry.actor_role),
  },
  {
    id: "action",
    header: "Action",
    primary: true,
    width: 166,
    value: (entry) => entry.action,
    cell: (entry) => (
      <button
        type="button"
        onClick={() => onOpen(entry)}
        aria-haspopup="dialog"
        className="rounded-sm font-mono text-sm hover:underline"
      >
        {entry.action}
        <span className="sr-only">, entry {entry.seq}</span>
      </button>
    ),
  },
  {
    id: "object",
    header: "Object",
    width: 126,
    value: (entry) => objectName(entry, names),
  },
  {
    id: "changes",
    header: "What changed",
    value: (entry) =>
      shownChanges(tellingChanges(entry, names))
        .map(({ name, before, after }) => `${name}: ${before ?? ""} -> ${after ?? ""}`)
        .join("; "),
    cell: (entry) => <RowChanges entry={entry} names={names} />,
  },
  {
    id: "seq",
    header: "Entry",
    align: "right",
    width: 72,
    hideBelow: "lg",
    hideInCard: true,
    value: (entry) => entry.seq,
  },
];

function RowChanges({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const changes = shownChanges(tellingChanges(entry, names));
  const more = changes.length - shownInRow;
  return (
    <div className="flex min-w-0 items-baseline gap-1.5">
      <ChangeList inline changes={changes.slice(0, shownInRow)} className="min-w-0" />
      {more > 0 && <span className="shrink-0 text-sm text-muted">+{more}</span>}
    </div>
  );
}
