import { deadLetterQueue, type QueueName } from "@plumbline/contracts";
import { PgBoss, type Queue } from "pg-boss";

/** pg-boss 12.35.0; private.enqueue (migration _queue) writes its tables and is proved against this version. */
export const queueSchemaVersion = 43;

type QueueOptions = Omit<Queue, "name">;

/**
 * How each queue behaves. A lost worker is noticed by the run's lease, not by the queue, so run.execute only retries
 * what threw outside a run.
 */
const queues: Record<QueueName, QueueOptions> = {
  "run.execute": {
    notify: true,
    retryLimit: 5,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: 23 * 3600,
    // A job is done once its run is under a lease; what happened since is told by the run.
    deleteAfterSeconds: 3600,
    deadLetter: deadLetterQueue,
  },
  "file.sweep": { retryLimit: 2, deadLetter: deadLetterQueue },
};

/**
 * Creates or upgrades the queue's schema and queues, as the owner of the database, and lets `worker_login` use them.
 * Safe to run again. Nobody but the worker gets near the schema.
 */
export async function installQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 2, supervise: false, schedule: false });
  boss.on("error", () => {});
  await boss.start();
  try {
    const existing = new Set((await boss.getQueues()).map((q) => q.name));
    const wanted: [string, QueueOptions][] = [[deadLetterQueue, {}], ...Object.entries(queues)];
    for (const [name, options] of wanted) {
      if (!existing.has(name)) await boss.createQueue(name, options);
      else if (Object.keys(options).length > 0) await boss.updateQueue(name, options);
    }
    await boss.getDb().executeSql(`
      revoke all on schema pgboss from public;
      revoke all on all tables in schema pgboss from public;
      grant usage on schema pgboss to worker_login;
      grant select, insert, update, delete on all tables in schema pgboss to worker_login;
      grant usage on all sequences in schema pgboss to worker_login;
      grant execute on all functions in schema pgboss to worker_login;
    `);
  } finally {
    await boss.stop({ graceful: false });
  }
}
