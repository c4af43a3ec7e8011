import type { AuditEntry } from "@plumbline/contracts";
import type { ReactNode } from "react";
import { changesBetween } from "../../lib/changes.ts";
import { formatDateTime, missing, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { ChangeList } from "../../ui/change-list.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { AuditSearch } from "./audit-search.ts";
import { actorName, objectName, shownChanges } from "./audit-words.ts";

interface AuditEntrySheetProps {
  entry: AuditEntry;
  names: ReadonlyMap<string, string>;
  onClose: () => void;
  onFilter: (search: AuditSearch) => void;
}

/** Everything an entry says, whole. */
export function AuditEntrySheet({ entry, names, onClose, onFilter }: AuditEntrySheetProps) {
  const noun = entry.object_type.replaceAll("_", " ").replace(/\bapi\b/, "API");
  const changes = shownChanges(changesBetween(entry.before, entry.after));
  return (
    <Sheet open onOpenChange={onClose} title={`Entry ${entry.seq}`}>
      <div className="flex flex-col gap-5 p-4">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-5 gap-y-1.5">
          <Fact label="Time">{formatDateTime(entry.at)}</Fact>
          <Fact label="Action">
            <span className="font-mono text-sm">{entry.action}</span>
          </Fact>
          <Fact label="Actor">
            {actorName(entry)}
            <span className="text-muted">
              {" · "}
              {words(entry.actor_kind)}
              {entry.actor_role && `, ${entry.actor_role} at the time`}
            </span>
          </Fact>
          <Fact label="Object">
            {objectName(entry, names)} <span className="text-muted">· {noun}</span>
          </Fact>
          <Fact label="Object id">
            <Mono text={entry.object_id} label="Copy object id" />
          </Fact>
          <Fact label="Request id">
            {entry.request_id ? <Mono text={entry.request_id} label="Copy request id" /> : missing}
          </Fact>
          <Fact label="Address">{entry.address ? <Mono text={entry.address} label="Copy address" /> : missing}</Fact>
        </dl>
        <section aria-label="What changed">
          <h3 className="mb-1 text-base">What changed</h3>
          {changes.length > 0 ? (
            <ChangeList changes={changes} className="gap-1!" />
          ) : (
            <p className="text-muted">Nothing in the row itself.</p>
          )}
        </section>
        <div className="flex flex-wrap gap-1.5">
          <Button onClick={() => onFilter({ object_type: entry.object_type, object_id: entry.object_id })}>
            Everything about {noun === "settings" ? "these settings" : `this ${noun}`}
          </Button>
          {entry.actor_id && (
            <Button onClick={() => onFilter({ actor_id: entry.actor_id ?? undefined })}>
              Everything by {actorName(entry)}
            </Button>
          )}
        </div>
        <section aria-label="Chain">
          <h3 className="mb-1 text-base">Chain</h3>
          <p className="mb-1.5 text-muted">
            The hash covers all of the above and the hash of the entry before, so that neither can be changed unseen.
          </p>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-5 gap-y-1.5">
            <Fact label="Hash">
              <Mono text={entry.hash} label="Copy hash" />
            </Fact>
            <Fact label="Before">
              <Mono text={entry.previous_hash} label="Copy hash of the entry before" />
            </Fact>
          </dl>
        </section>
      </div>
    </Sheet>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

const Mono = ({ text, label }: { text: string; label: string }) => (
  <span className="flex items-start gap-1">
    <span className="min-w-0 font-mono text-sm wrap-anywhere">{text}</span>
    <CopyButton text={text} label={label} className="-my-0.5 size-6!" />
  </span>
);
