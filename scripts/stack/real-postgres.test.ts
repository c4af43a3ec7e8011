import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiClient } from "../local/api-client.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { findPostgres, type RealPostgres, startRealPostgres } from "../test/real-postgres.ts";

let server: RealPostgres;
let stack: Stack;
beforeAll(async () => {
  const bin = await findPostgres();
  if (!bin) throw new Error("No Postgres is installed: leave the project `postgres` out");
  server = await startRealPostgres(bin);
  stack = await startStack({
    dataDir: undefined,
    port: 0,
    databaseUrl: server.url,
    env: {},
    log: () => {},
    onLine: () => {},
  });
});
afterAll(async () => {
  await stack?.stop();
  await server.stop();
});

test("with DATABASE_URL the same stack serves from a real Postgres, through its restart", async () => {
  expect(stack.database).toBe("postgres");
  const client = await ApiClient.signIn(stack, "real@example.com", "a-long-password");
  await client.useTenant("real", "Real");
  const rows = Array.from({ length: 200 }, (_, i) => `${i % 2 ? "a" : "b"},${i % 2 ? 10 + (i % 3) : 50 + (i % 5)}`);
  const upload = (name: string, more: string) => client.upload(new Blob([`g,v\n${rows.join("\n")}\n${more}`]), name);
  const first = await upload("first.csv", "");
  expect((await client.follow(first.run.id, () => {})).status).toBe("succeeded");

  process.kill(server.pid, "SIGKILL");
  await server.restart();
  const codeOf = (error: { code?: string }) => error.code;
  await expect
    .poll(() => client.run(first.run.id).then((run) => run.status, codeOf), { timeout: 20_000 })
    .toBe("succeeded");
  const second = await upload("second.csv", "c,7\n");
  expect((await client.follow(second.run.id, () => {})).status).toBe("succeeded");
  const insights = await client.insights(second.dataset.id);
  expect(insights.length > 0 && insights.every((insight) => insight.verified)).toBe(true);
});

test("a user who may not set up the database is told so in one sentence with its fix", async () => {
  const superuser = postgres(server.url, { max: 1, onnotice: () => {} });
  await superuser.unsafe("create role nobody_special login");
  await superuser.unsafe("create database theirs");
  await superuser.end();
  const url = new URL(server.url);
  url.username = "nobody_special";
  url.pathname = "/theirs";
  const started = startStack({
    dataDir: undefined,
    port: 0,
    databaseUrl: url.href,
    env: {},
    log: () => {},
    onLine: () => {},
  });
  await expect(started).rejects.toMatchObject({ code: "unavailable", fix: expect.stringMatching(/owner/) });
});
