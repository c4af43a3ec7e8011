import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { checkDatabase } from "./platform/check-database.ts";
import { testDatabase } from "./platform/test-database.fixture.ts";
import { ownerSql, until } from "./runs/engine.fixture.ts";
import { startWorkerProcess } from "./runs/worker-process.fixture.ts";

const sql = ownerSql();
afterAll(() => sql.end());
const main = new URL("./main.ts", import.meta.url);

/** Runs main.ts to its end. */
const outcome = (env: Record<string, string>) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [fileURLToPath(main)],
      { env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env } },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });

test("the process says when it is ready, is seen while it lives, and says goodbye when told to stop", async () => {
  const worker = await startWorkerProcess(main);
  await until(async () => (await sql`select 1 from private.workers where id = ${worker.worker_id}`).length === 1);
  worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  expect(await sql`select 1 from private.workers where id = ${worker.worker_id}`).toHaveLength(0);
});

test("without a database the process ends with one sentence and its fix", async () => {
  const none = await outcome({});
  expect(none).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^DATABASE_URL is not set\. .+\n$/),
  });
  const away = await outcome({ DATABASE_URL: "postgres://worker_login:x@127.0.0.1:1/postgres" });
  expect(away).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^No Postgres answers at DATABASE_URL\. .+\n$/),
  });
});

test("a login that sees past row-level security is refused", async () => {
  await expect(checkDatabase(testDatabase().owner)).rejects.toThrow("sees past row-level security");
});

test("a queue of another version is refused", async () => {
  await sql`update pgboss.version set version = 42`;
  await expect(checkDatabase(testDatabase().worker)).rejects.toThrow("has version 42, this worker needs 43");
  await sql`update pgboss.version set version = 43`;
  await expect(checkDatabase(testDatabase().worker)).resolves.toBeUndefined();
});
