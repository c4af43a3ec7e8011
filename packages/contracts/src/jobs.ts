import { z } from "zod";
import { Id } from "./pages.ts";

/**
 * What travels through the queue: ids only, never data. Payloads only gain optional fields.
 * A queue is named `<noun>.<verb>`; the database enqueues (private.enqueue), the worker handles (worker/src/queues.ts).
 */
export const jobs = {
  "run.execute": z.object({ tenant_id: Id, run_id: Id }),
  "file.sweep": z.object({}),
} as const;
export type QueueName = keyof typeof jobs;
export type Job<Q extends QueueName> = z.infer<(typeof jobs)[Q]>;

/** Where jobs go whose retries are used up. */
export const deadLetterQueue = "dead";
/** Channel of `pg_notify`: payload is RunQueued as JSON. */
export const runQueuedChannel = "run_queued";
/** A tenant's run waits. Named when no other of the tenant does: it may be taken without looking into the queue. */
export const RunQueued = z.object({ tenant_id: Id, run_id: Id.nullable() });
export type RunQueued = z.infer<typeof RunQueued>;
/** Channel of `pg_notify`: payload is the id of a run whose cancellation was requested. */
export const runCancelChannel = "run_cancel";
