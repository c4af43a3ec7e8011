import type { ApiKeyMade } from "@plumbline/contracts";
import { useState } from "react";
import { apiUrl } from "../../lib/api.ts";
import { formatDateTime } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { CopyLine } from "../../ui/copy-line.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** The key itself, shown this once; the dialog stays until the person says that it is stored. */
export function ApiKeySecretDialog({ made, onClose }: { made: ApiKeyMade; onClose: () => void }) {
  const [stored, setStored] = useState(false);
  const { api_key, secret } = made;
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (stored) onClose();
      }}
      title={`The key of ${api_key.name}`}
      description="It is shown only now and kept nowhere: store it where your secrets are. Whoever has it can do what it may do."
      className="w-[min(560px,calc(100vw-24px))]!"
      footer={
        <div className="flex w-full flex-wrap items-center justify-between gap-2">
          <Checkbox checked={stored} onChange={(event) => setStored(event.target.checked)}>
            I have stored it
          </Checkbox>
          <Button variant="primary" disabled={!stored} onClick={onClose}>
            Done
          </Button>
        </div>
      }
    >
      <CopyLine label="API key" text={secret} />
      <p className="mt-4 mb-1 font-medium">Try it</p>
      <CopyLine
        label="example request"
        text={`curl -H "Authorization: Bearer ${secret}" "${apiUrl("/v1/runs", { limit: 5 })}"`}
      />
      <p className="mt-3 text-muted">Works until {formatDateTime(api_key.expires_at)}.</p>
    </Dialog>
  );
}
