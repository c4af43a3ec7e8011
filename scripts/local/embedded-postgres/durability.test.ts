import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DataInUse } from "./lock.ts";
import { startEmbeddedPostgres } from "./server.ts";

let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "embedded-postgres-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

async function startChild(dataDir: string) {
  const env = { ...process.env, EMBEDDED_DATA_DIR: dataDir, EMBEDDED_PASSWORDS: '{"postgres":"secret"}' };
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], { env, stdio: "pipe" });
  children.push(child);
  const lines: string[] = [];
  const output = createInterface(child.stdout).on("line", (line) => lines.push(line));
  await once(output, "line");
  const { ready, port } = JSON.parse(lines[0] ?? "");
  expect(ready).toBe(true);
  const url = `postgres://postgres:secret@127.0.0.1:${port}/postgres`;
  const sql = postgres(url, { max: 4, onnotice() {}, onclose() {} });
  const exited = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  return { child, lines, sql, exited };
}

test("rows that were acknowledged survive kill -9, and the stale lock it leaves is taken over", async () => {
  const dataDir = join(folder, "killed");
  const { child, sql, exited } = await startChild(dataDir);
  await sql`create table kept (id int primary key)`;
  let acknowledged = 0;
  const writing = Promise.allSettled(
    Array.from({ length: 4 }, async (_, worker) => {
      for (let id = worker; ; id += 4) {
        await sql`insert into kept values (${id})`;
        if (++acknowledged === 300) child.kill("SIGKILL");
      }
    }),
  );
  expect(await exited).toEqual({ code: null, signal: "SIGKILL" });
  await writing;
  await sql.end({ timeout: 0 });
  const again = await startEmbeddedPostgres({ dataDir });
  const reader = postgres(again.url, { max: 1 });
  const [kept] = await reader`select count(*)::int as rows from kept`;
  expect(kept?.rows).toBeGreaterThanOrEqual(acknowledged);
  expect(await reader`select 1 as one from pg_available_extensions where name = 'vector'`).toHaveLength(1);
  await reader.end();
  await again.stop();
});

test("a data directory in use is refused with data_in_use, by whatever name, and free again after stop", async () => {
  const dataDir = join(folder, "locked");
  const first = await startEmbeddedPostgres({ dataDir });
  const refusal = startEmbeddedPostgres({ dataDir: join(folder, "x", "..", "locked") });
  await expect(refusal).rejects.toThrow(DataInUse);
  await expect(refusal).rejects.toMatchObject({
    code: "data_in_use",
    message: expect.stringContaining(String(process.pid)),
  });
  await first.stop();
  await first.stop();
  expect(await readdir(folder)).not.toContain("locked.lock");
  await (await startEmbeddedPostgres({ dataDir })).stop();
});

test("a port that is taken is an error that leaves the data directory free", async () => {
  const dataDir = join(folder, "port");
  const { port, stop } = await startEmbeddedPostgres();
  await expect(startEmbeddedPostgres({ dataDir, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await stop();
  await (await startEmbeddedPostgres({ dataDir, port })).stop();
});

test("a directory with something else in it is not filled with a database", async () => {
  const other = await mkdtemp(join(folder, "other-"));
  await writeFile(join(other, "thesis.txt"), "");
  await expect(startEmbeddedPostgres({ dataDir: other })).rejects.toMatchObject({ code: "not_a_data_dir" });
  expect(await readdir(other)).toEqual(["thesis.txt"]);
});

test("the child says one line, ends its clients and exits cleanly on SIGTERM", async () => {
  const { child, lines, sql, exited } = await startChild(join(folder, "terminated"));
  await sql`select 1`;
  child.kill("SIGTERM");
  expect(await exited).toEqual({ code: 0, signal: null });
  expect(lines).toHaveLength(1);
  expect(await readdir(folder)).not.toContain("terminated.lock");
  await sql.end({ timeout: 0 });
});

test("the child exits when its parent is gone", async () => {
  const { child, sql, exited } = await startChild(join(folder, "terminated"));
  child.stdin?.destroy();
  expect(await exited).toEqual({ code: 0, signal: null });
  await sql.end({ timeout: 0 });
});
