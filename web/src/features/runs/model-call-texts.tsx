import type { ModelCall } from "@plumbline/contracts";
import { formatDateTime } from "../../lib/format.ts";
import { CopyButton } from "../../ui/copy-button.tsx";

/** What was asked and what came back, without personal data, with the hashes of what went over the wire. */
export function ModelCallTexts({ call }: { call: ModelCall }) {
  return (
    <div className="flex flex-col gap-4 px-4 py-3">
      <p className="text-muted">
        {formatDateTime(call.created_at)}. Personal data was taken out before this was kept; the hashes are of what was
        sent and answered.
      </p>
      <Text name="Prompt" text={call.input} hash={call.input_sha256} />
      {call.output === null || call.output_sha256 === null ? (
        <p className="text-muted">Nothing came back.</p>
      ) : (
        <Text name="Answer" text={call.output} hash={call.output_sha256} />
      )}
    </div>
  );
}

function Text({ name, text, hash }: { name: string; text: string; hash: string }) {
  return (
    <section aria-label={name}>
      <div className="flex items-center gap-2">
        <h3 className="text-base font-medium">{name}</h3>
        <CopyButton text={text} label={`Copy ${name.toLowerCase()}`} className="ml-auto size-6!" />
      </div>
      <pre className="mt-1 rounded-md border border-line bg-sunken p-2.5 font-mono text-sm wrap-anywhere whitespace-pre-wrap">
        {indented(text)}
      </pre>
      <p className="mt-1 flex min-w-0 items-center gap-1 text-sm text-muted">
        SHA-256 <span className="min-w-0 truncate font-mono">{hash}</span>
        <CopyButton text={hash} label={`Copy hash of ${name.toLowerCase()}`} className="size-5!" />
      </p>
    </section>
  );
}

/** JSON as people read it; any other text as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
