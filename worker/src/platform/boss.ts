import { createHash } from "node:crypto";
import { PgBoss } from "pg-boss";
import type { Tx } from "./db.ts";
import type { Logger } from "./log.ts";

/** Channel on which pg-boss and private.enqueue say that a queue has a new job; the payload is the queue's name. */
export const queueChannel = `pgboss_${createHash("sha224").update("pgboss").digest("hex").slice(0, 24)}`;

/**
 * The queue as the worker uses it: never changes its schema (that is installQueues, as the owner), reports trouble to
 * the log and goes on. Start it before use.
 */
export function createBoss(url: string, log: Logger): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    application_name: "plumbline-queue",
    max: 2,
    migrate: false,
    createSchema: false,
    // Rebuilding an index needs its owner, which the worker is not.
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 60,
  });
  boss.on("error", (error) => log.warn({ error }, "the queue reported an error"));
  boss.on("warning", (warning) => log.warn({ warning: warning.message }, "the queue warned"));
  return boss;
}

/** Lets pg-boss work inside a transaction of ours, so that taking a job and taking its run are one act. */
export const inTransaction = (tx: Tx) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({
    rows: [...(await tx.unsafe(text, values.map(parameter), { prepare: true }))],
  }),
});

// Only what fetch and complete send. An object would be encoded twice by one driver or the other: refuse it.
function parameter(value: unknown) {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(String);
  throw new TypeError("pg-boss sent a parameter this transaction cannot carry");
}
