import type { InvitationSent } from "@plumbline/contracts";
import { formatDateTime, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { inviteLink } from "./invite-link.ts";

/** The link of an invitation, shown this once: what is kept cannot bring it back. */
export function InvitationLinkDialog({ sent, onClose }: { sent: InvitationSent; onClose: () => void }) {
  const { invitation, token } = sent;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Send this link to ${invitation.email}`}
      description="It is shown only now. If it gets lost, send the invitation again: that makes a new link and ends this one."
      footer={
        <DialogClose asChild>
          <Button variant="primary">Done</Button>
        </DialogClose>
      }
    >
      <CopyLine label="invitation link" text={inviteLink(token)} />
      <p className="mt-3 text-muted">
        Good for one use until {formatDateTime(invitation.expires_at)}, as {words(invitation.role).toLowerCase()}, by
        somebody signed in as <span className="text-ink">{invitation.email}</span>.
      </p>
    </Dialog>
  );
}
