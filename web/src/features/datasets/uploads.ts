import { DatasetAccepted, type Run } from "@plumbline/contracts";
import { useSyncExternalStore } from "react";
import { queryClient } from "../../lib/query-client.ts";
import { tenantChoice, useTenantChoice } from "../../lib/tenant-choice.ts";
import { upload } from "../../lib/upload.ts";

/** A file on its way: waiting for its turn, being sent, taken in by the server, or refused. */
export interface Upload {
  key: string;
  name: string;
  size_bytes: number;
  state:
    | { is: "waiting" }
    | { is: "sending"; sent: number }
    | { is: "accepted"; dataset_id: string; dataset_name: string; run: Run; deduplicated: boolean }
    | { is: "refused"; error: unknown };
}

interface Entry extends Upload {
  file: File;
  tenant_id: string | null;
  stop: AbortController;
}

/** Two at a time: more would only share the same line, and starve the page's own requests. */
const atOnce = 2;
let entries: readonly Entry[] = [];
let made = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Entry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

const change = (key: string, state: Upload["state"]): void =>
  publish(entries.map((entry) => (entry.key === key ? { ...entry, state } : entry)));

/** Uploads go on when the page is left; closing the window while one is being sent asks first. */
function onBeforeUnload(event: BeforeUnloadEvent): void {
  if (entries.some(({ state }) => state.is === "sending" || state.is === "waiting")) event.preventDefault();
}
addEventListener("beforeunload", onBeforeUnload);

function startNext(): void {
  const sending = entries.filter(({ state }) => state.is === "sending").length;
  const next = entries.filter(({ state }) => state.is === "waiting").slice(0, atOnce - sending);
  for (const entry of next) void sendFile(entry);
}

async function sendFile({ key, file, stop, tenant_id }: Entry): Promise<void> {
  // Requests are pinned to the tenant on the screen: a file chosen for another one must not end up here.
  if (tenant_id !== tenantChoice()) return dismissUpload(key);
  change(key, { is: "sending", sent: 0 });
  const form = new FormData();
  form.set("file", file, file.name);
  try {
    const { dataset, run, deduplicated } = await upload("/v1/datasets", DatasetAccepted, form, {
      signal: stop.signal,
      // The form around the file makes the request a little larger than the file.
      onProgress: (sent, total) => change(key, { is: "sending", sent: total > 0 ? sent / total : 0 }),
    });
    change(key, { is: "accepted", dataset_id: dataset.id, dataset_name: dataset.name, run, deduplicated });
    for (const noun of ["datasets", "runs"]) void queryClient.invalidateQueries({ queryKey: [noun] });
  } catch (error) {
    if (!stop.signal.aborted) change(key, { is: "refused", error });
  } finally {
    startNext();
  }
}

/** Sends files to the tenant on the screen, two at a time, in their order. */
export function addUploads(files: readonly File[]): void {
  const added = files.map((file): Entry => {
    const key = `upload-${++made}`;
    const state = { is: "waiting" } as const;
    const stop = new AbortController();
    return { key, name: file.name, size_bytes: file.size, state, file, stop, tenant_id: tenantChoice() };
  });
  publish([...entries, ...added]);
  startNext();
}

/** Sends a refused file once more. */
export function retryUpload(key: string): void {
  change(key, { is: "waiting" });
  startNext();
}

/** Takes an upload off the list; one that is still being sent is stopped and leaves nothing behind. */
export function dismissUpload(key: string): void {
  const entry = entries.find((one) => one.key === key);
  publish(entries.filter((one) => one.key !== key));
  entry?.stop.abort();
  startNext();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The uploads to the tenant on the screen, first chosen first. */
export function useUploads(): readonly Upload[] {
  const all = useSyncExternalStore(subscribe, () => entries);
  const tenant_id = useTenantChoice();
  return all.filter((entry) => entry.tenant_id === tenant_id);
}
