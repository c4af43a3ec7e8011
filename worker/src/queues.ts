import type { QueueName } from "@plumbline/contracts";
import type { PgBoss } from "pg-boss";
import { consumeFileSweep } from "./files/sweep.ts";
import type { Db } from "./platform/db.ts";
import type { Logger } from "./platform/log.ts";
import type { RunConsumer } from "./runs/consumer.ts";

export interface Consumers {
  db: Db;
  boss: PgBoss;
  log: Logger;
  runs: RunConsumer;
}

/** Who answers for each queue, and what must happen once at the start. A queue without a consumer does not compile. */
export const queues: { [Q in QueueName]: (consumers: Consumers) => Promise<void> } = {
  // Taken by the run engine itself, in the transaction that takes the run.
  "run.execute": async ({ runs }) => runs.wake(),
  "file.sweep": consumeFileSweep,
};
