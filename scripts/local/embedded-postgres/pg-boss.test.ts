import { PgBoss } from "pg-boss";
import { expect, test } from "vitest";
import { startEmbeddedPostgres } from "./server.ts";

test("pg-boss installs itself, and its workers are woken by NOTIFY and do every job once", async () => {
  const database = await startEmbeddedPostgres();
  const boss = new PgBoss({ connectionString: database.url, max: 6, useListenNotify: true });
  const errors: unknown[] = [];
  boss.on("error", (error) => errors.push(error));
  await boss.start();
  await boss.createQueue("greet", { notify: true });
  const done: unknown[] = [];
  // Polling would take a minute to notice: only a notification can be as fast as this test's time limit.
  const options = { pollingIntervalSeconds: 60, notifyPollingIntervalSeconds: 60, batchSize: 5 };
  for (let worker = 0; worker < 3; worker++) {
    await boss.work<{ n: number }>("greet", options, async (jobs) => void done.push(...jobs.map(({ data }) => data.n)));
  }
  for (let n = 0; n < 30; n++) await boss.send("greet", { n });
  await expect.poll(() => done.toSorted(), { timeout: 15_000 }).toHaveLength(30);
  expect(new Set(done).size).toBe(30);
  expect(errors).toEqual([]);
  await boss.stop({ graceful: true, timeout: 3_000 });
  await database.stop();
});
