import type { Profile } from "@plumbline/contracts";
import { type Opened, type Reply, type Request, type Start, toFailure } from "./analysis-protocol.ts";
import { profileTable } from "./profile/profile.ts";
import { memoryError } from "./table/memory-error.ts";
import { openTable } from "./table/open.ts";
import type { Table } from "./table/table.ts";

// The parent alone decides how long this process lives: without it there is nobody to answer.
process.once("disconnect", () => process.exit(0));

let start: Start["start"] | undefined;
let table: Promise<Table> | undefined;
let profile: Promise<Profile> | undefined;
/** Operations follow each other: they share one database connection. */
let turn: Promise<unknown> = Promise.resolve();

/** Aborted when there is a file: what is done to pass the time then ends. */
const waiting = new AbortController();
const [, , scratch] = process.argv;
// Loaded before anybody asks: every run needs it in the end. What fails here fails again when it is asked for.
void import("./warm-up.ts")
  .then(({ warmUp }) => {
    if (!start && scratch !== undefined) turn = warmUp(scratch, waiting.signal).catch(() => {});
  })
  .catch(() => {});

const { signal } = new AbortController();
const send = (reply: Reply) => process.send?.(reply);
const opened = (): Promise<Table> => {
  if (!start) throw new Error("nothing to open yet");
  table ??= openTable(start.path, { file_name: start.file_name, limits: start.limits });
  return table;
};
const profiled = (): Promise<Profile> => {
  profile ??= opened().then(async (open) => {
    await open.settle();
    return profileTable(open);
  });
  return profile;
};

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case "open": {
      const { source, row_count, columns } = await opened();
      return {
        source,
        row_count,
        columns: columns.map(({ name, type, storage }) => ({ name, type, storage })),
      } satisfies Opened;
    }
    case "profile":
      return profiled();
    case "detect": {
      const { detect } = await import("./detect/index.ts");
      const [open, known] = [await opened(), await profiled()];
      const progress = (done: number, total: number, what: string) => send({ progress: { done, total, what } });
      return detect({
        table: open,
        profile: known,
        signal,
        progress,
        ...(request.settings && { settings: request.settings }),
      });
    }
    case "recompute": {
      const { recompute } = await import("./verify/recompute.ts");
      return recompute(await opened(), request.evidence);
    }
  }
}

process.on("message", (message: Start | Request) => {
  if ("start" in message) {
    start = message.start;
    waiting.abort();
    return;
  }
  turn = turn
    .then(() => answer(message))
    .then(
      (result) => send({ id: message.id, result }),
      (error: unknown) => send({ id: message.id, failure: toFailure(memoryError(error)) }),
    );
});
