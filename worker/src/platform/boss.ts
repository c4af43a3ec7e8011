import { PgBoss } from "pg-boss";
import type { LoginTx } from "./db.ts";
import type { Logger } from "./log.ts";
import type { Parameter } from "./sql.ts";

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
  });
  boss.on("error", (error) => log.warn({ error }, "the queue reported an error"));
  boss.on("warning", (warning) => log.warn({ warning: warning.message }, "the queue warned"));
  return boss;
}

/**
 * Listens on a channel with a connection of its own, again after every loss; `onReady` after each (re)connect, since
 * what was said meanwhile is lost. Resolves, once listening, with what ends it.
 */
export async function listen(
  boss: PgBoss,
  channel: string,
  onPayload: (payload: string) => void,
  onReady: () => void,
): Promise<() => Promise<void>> {
  const handle = await boss.getDb().listen?.(channel, onPayload, onReady);
  if (!handle) throw new Error("the queue's connection cannot listen");
  return () => handle.close();
}

/** Lets pg-boss work inside a transaction of ours, so that taking a job and taking its run are one act. */
export const inTransaction = (tx: LoginTx, onSent: () => void = () => {}) => ({
  executeSql: async (text: string, values: unknown[] = []) => {
    const answer = tx.query(text, values.map(toParameter));
    onSent();
    return { rows: await answer };
  },
});

function toParameter(value: unknown): Parameter {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(String);
  return JSON.stringify(value);
}
