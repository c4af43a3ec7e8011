import { Health } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, type TestApp, testApp } from "../platform/test-app.ts";

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
