import type { AuditVerification } from "@plumbline/contracts";
import { ShieldAlert, ShieldCheck, X } from "lucide-react";
import { formatCount, formatDateTime, plural } from "../../lib/format.ts";
import { CopyLine } from "../../ui/copy-line.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Notice } from "../../ui/notice.tsx";

type Broken = NonNullable<AuditVerification["first_broken"]>;

const breaks: Record<Broken["reason"], string> = {
  changed: "is not what was written: its content does not fit its hash",
  removed: "is missing: it was written and is no longer there",
  relinked: "does not follow the entry before it",
};

interface VerificationResultProps {
  result: AuditVerification;
  checkedAt: number;
  onDismiss: () => void;
}

/** Whether the chain holds; if not, where it breaks first. */
export function VerificationResult({ result, checkedAt, onDismiss }: VerificationResultProps) {
  const { ok, checked, seq, hash, first_broken } = result;
  const time = formatDateTime(new Date(checkedAt).toISOString());
  return (
    <div role={ok ? "status" : "alert"} className="mb-3">
      <Notice
        icon={ok ? ShieldCheck : ShieldAlert}
        tone={ok ? "neutral" : "danger"}
        action={<IconButton icon={X} label="Dismiss" tip={false} onClick={onDismiss} className="-my-1" />}
      >
        {ok ? (
          <>
            <p className="font-medium">
              The chain holds: {plural(checked, "entry", "entries")}, none changed or missing
            </p>
            <p className="mt-0.5 mb-1.5 text-muted">
              Checked {time}. Keep the number and the hash of the last entry elsewhere: with them you can prove later
              that nothing before it was rewritten.
            </p>
            <CopyLine label="last entry and hash" text={`${seq} ${hash}`} className="max-w-2xl" />
          </>
        ) : (
          <>
            <p className="font-medium">
              The chain is broken
              {first_broken && `: entry ${formatCount(first_broken.seq)} ${breaks[first_broken.reason]}`}
            </p>
            <p className="mt-0.5 text-muted">
              Checked {time}: {plural(checked, "entry", "entries")}. Somebody with direct access to the database changed
              the log. What comes before the first broken entry can be trusted; tell the platform's operator.
            </p>
          </>
        )}
      </Notice>
    </div>
  );
}
