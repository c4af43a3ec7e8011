import type { PgBoss } from "pg-boss";
import type { Db } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";

const queue = "file.sweep";

/** Removes uploads that nobody finished within the hour, in every tenant. Safe to run twice. */
export async function sweepFiles(db: Db): Promise<number> {
  const [row] = await db.maintenance((sql) => sql<{ count: number }>`select private.sweep_files()::int as count`);
  return row?.count ?? 0;
}

/** Handles the sweep queue, and has a sweep queued once an hour however many workers there are. */
export async function consumeFileSweep({ db, boss, log }: { db: Db; boss: PgBoss; log: Logger }): Promise<void> {
  await boss.schedule(queue, "0 * * * *", {});
  await boss.work(queue, { pollingIntervalSeconds: 30 }, async () => {
    const count = await sweepFiles(db);
    if (count > 0) log.info({ count }, "unfinished uploads removed");
  });
}
