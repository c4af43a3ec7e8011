import { randomUUID } from "node:crypto";
import { RunQueued, runQueuedChannel } from "@plumbline/contracts";
import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTenant, ownerSql, requestRun, until } from "../runs/engine.fixture.ts";
import { queueSchemaVersion } from "./queue-schema.ts";
import { testDatabase } from "./test-database.fixture.ts";

const sql = ownerSql();
let boss: PgBoss;
beforeAll(async () => {
  boss = new PgBoss({
    connectionString: testDatabase().worker,
    migrate: false,
    supervise: false,
    schedule: false,
    max: 1,
  });
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await sql.end();
});

test("the queue's schema is the version private.enqueue was written for", async () => {
  expect(await boss.schemaVersion()).toBe(43);
  expect(queueSchemaVersion).toBe(43);
});

test("a job enqueued in SQL is the one pg-boss would have made", async () => {
  // A queue nobody works on, with settings like those of run.execute.
  const queue = `seam.${randomUUID().slice(0, 8)}`;
  const owner = new PgBoss({
    connectionString: testDatabase().owner,
    migrate: false,
    supervise: false,
    schedule: false,
    max: 1,
  });
  await owner.start();
  await owner.createQueue(queue, {
    notify: true,
    retryLimit: 5,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: 77,
    heartbeatSeconds: 30,
    retentionSeconds: 1000,
    deleteAfterSeconds: 2000,
    deadLetter: "dead",
  });
  const ids = { sql: randomUUID(), boss: randomUUID() };
  await sql`select private.enqueue(${queue}, ${ids.sql}, ${sql.json({ n: 1 })}, 'tenant-1', 3)`;
  await owner.send(queue, { n: 1 }, { id: ids.boss, group: { id: "tenant-1" }, priority: 3 });
  const jobs = await sql`select to_jsonb(j) - 'id' - 'created_on' - 'start_after' - 'keep_until' as job,
      extract(epoch from keep_until - start_after)::int as kept
    from pgboss.job j where name = ${queue}`;
  expect(jobs).toHaveLength(2);
  expect(jobs[0]).toEqual(jobs[1]);
  const fetched = await owner.fetch(queue, { batchSize: 2, includeMetadata: true });
  expect(fetched.map((job) => job.id).sort()).toEqual(Object.values(ids).sort());
  expect(fetched.find((job) => job.id === ids.sql)).toMatchObject({
    data: { n: 1 },
    retryLimit: 5,
    deadLetter: "dead",
    groupId: "tenant-1",
  });
  await owner.deleteQueue(queue);
  await owner.stop({ graceful: false });
});

test("requesting a run tells the workers whose it is, and names it when no other of the tenant waits", async () => {
  const tenant = await createTenant(sql);
  const heard: string[] = [];
  const listening = await sql.listen(runQueuedChannel, (payload) => void heard.push(payload));
  const ids = [await requestRun(sql, tenant, "announced_run"), await requestRun(sql, tenant, "announced_run")];
  const news = await until(async () => {
    const own = heard.map((payload) => RunQueued.parse(JSON.parse(payload))).filter((one) => one.tenant_id === tenant);
    return own.length === 2 && own;
  });
  expect(news).toEqual([
    { tenant_id: tenant, run_id: ids[0] },
    { tenant_id: tenant, run_id: null },
  ]);
  await sql`delete from pgboss.job where id = any (${ids}::uuid[])`;
  await listening.unlisten();
});

test("asking for the same run twice queues it once", async () => {
  const tenant = await createTenant(sql);
  const ask = () => sql`select * from private.request_run(${tenant}, 'asked_twice', 'k', null, 'x', '{}')`;
  const [first] = await ask();
  const [second] = await ask();
  expect(first?.created).toBe(true);
  expect(second).toMatchObject({ run_id: first?.run_id, created: false });
  expect(await sql`select 1 from pgboss.job where id = ${first?.run_id}`).toHaveLength(1);
  await sql`delete from pgboss.job where id = ${first?.run_id}`;
});
