import type { ApiKey, ApiKeyMade } from "@plumbline/contracts";
import { useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogClose } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { useRotateApiKey } from "./api-keys.api.ts";

const overlaps = [
  { value: "0", label: "Not at all", detail: "The old key ends now" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "1 day" },
  { value: "72", label: "3 days" },
  { value: "168", label: "7 days" },
] as const;
type Overlap = (typeof overlaps)[number]["value"];

interface RotateApiKeyProps {
  apiKey: ApiKey;
  onClose: () => void;
  onMade: (made: ApiKeyMade) => void;
}

/** Asks how long the old key goes on beside the one that follows it. */
export function RotateApiKey({ apiKey, onClose, onMade }: RotateApiKeyProps) {
  const [overlap, setOverlap] = useState<Overlap>("24");
  const rotate = useRotateApiKey();
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Rotate ${apiKey.name}`}
      description="A new key with the same role and limit. Put it in place while the old one still works."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={id} variant="primary" busy={rotate.isPending}>
            Make the new key
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate({ id: apiKey.id, body: { overlap_hours: Number(overlap) } }, { onSuccess: onMade });
        }}
      >
        {rotate.isError && <ErrorState compact error={rotate.error} />}
        <Field label="The old key still works for" hint="Never beyond its own end.">
          <Select value={overlap} options={overlaps} onChange={setOverlap} />
        </Field>
      </form>
    </Dialog>
  );
}
