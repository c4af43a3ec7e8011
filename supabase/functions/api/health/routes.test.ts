import { Health } from "@plumbline/contracts";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ApiEnv } from "../platform/context.ts";
import { type Db, openDb } from "../platform/db.ts";
import { afterwards, expectAnswer, type TestApp, testApp } from "../platform/test-app.ts";
import { health } from "./routes.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
});
afterAll(() => api.close());

test("health is good exactly while database, queue and a worker are", async () => {
  await api.owner`insert into private.workers (id, version) values ('health-test', '0') on conflict (id) do update set seen_at = now()`;
  afterwards(() => api.owner`delete from private.workers where id = 'health-test'`);
  const good = await expectAnswer(await api.anonymous("GET", "/v1/health"), 200, Health);
  expect(good).toMatchObject({ ok: true, database: { ok: true }, queue: { ok: true }, worker: { ok: true } });
  expect(good.versions.queue_schema).toBe(43);
  expect(good.versions.schema).toMatch(/^\d{14}$/);
});

test("whoever asks how often, the database is asked once a second", async () => {
  let now = 0;
  let asked = 0;
  const db = openDb(inject("database").edge, 1);
  afterwards(() => db.close());
  const counted: Db = {
    ...db,
    send: (first, ...queries) => {
      asked++;
      return db.send(first, ...queries);
    },
  };
  const app = new Hono<ApiEnv>();
  app.use((c, next) => {
    c.set("request_id", "health-test");
    c.set("db", counted);
    return next();
  });
  app.route(
    "/",
    health(() => now),
  );
  const bodies = await Promise.all(Array.from({ length: 50 }, async () => (await app.request("/")).text()));
  now = 999;
  bodies.push(await (await app.request("/")).text());
  expect(new Set(bodies).size).toBe(1);
  expect(asked).toBe(1);
  now = 1000;
  await app.request("/");
  expect(asked).toBe(2);
});

test("with the database down, health is bad and says so", async () => {
  const down = await testApp({ DATABASE_URL: "postgres://edge:x@127.0.0.1:1/postgres" });
  afterwards(() => down.close());
  const bad = await expectAnswer(await down.anonymous("GET", "/v1/health"), 503, Health);
  expect(bad).toMatchObject({
    ok: false,
    database: { ok: false, latency_ms: null },
    worker: { ok: false, count: null },
  });
});
