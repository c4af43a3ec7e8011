import type { ApiKey, ApiKeyMade } from "@plumbline/contracts";
import { Ban, Ellipsis, RefreshCw } from "lucide-react";
import { useState } from "react";
import { AlertDialog } from "../../ui/alert-dialog.tsx";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { toast } from "../../ui/toast.tsx";
import { useRevokeApiKey } from "./api-keys.api.ts";
import { RotateApiKey } from "./rotate-api-key.tsx";

/** What can be done with a key that still works. */
export function ApiKeyActions({ apiKey, onMade }: { apiKey: ApiKey; onMade: (made: ApiKeyMade) => void }) {
  const [asking, setAsking] = useState<"rotate" | "revoke">();
  const revoke = useRevokeApiKey();
  if (apiKey.status === "revoked" || apiKey.status === "expired") return null;
  const close = (): void => setAsking(undefined);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton
            icon={Ellipsis}
            label={`Actions for ${apiKey.name}, ${apiKey.prefix}`}
            tip={false}
            className="-my-1.5 size-6! align-middle"
          />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {apiKey.status === "active" && (
            <DropdownMenuItem onSelect={() => setAsking("rotate")}>
              <RefreshCw aria-hidden />
              Rotate
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setAsking("revoke")}>
            <Ban aria-hidden />
            Revoke
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {asking === "rotate" && (
        <RotateApiKey
          apiKey={apiKey}
          onClose={close}
          onMade={(made) => {
            close();
            onMade(made);
          }}
        />
      )}
      <AlertDialog
        open={asking === "revoke"}
        onOpenChange={close}
        title={`Revoke ${apiKey.name}?`}
        description={
          <>
            The key that begins with <code className="font-mono text-ink">{apiKey.prefix}</code> is refused from the
            next request on. This cannot be undone.
          </>
        }
        confirm="Revoke"
        typeToConfirm={apiKey.name.trim()}
        onConfirm={async () => {
          await revoke.mutateAsync(apiKey.id);
          toast.done(`A key of ${apiKey.name} was revoked.`);
        }}
      />
    </>
  );
}
