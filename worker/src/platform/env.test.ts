import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const url = "postgres://worker_login:x@localhost/db";

test("a missing or malformed setting is named, with what it must be", () => {
  expect(() => readEnv({})).toThrow("DATABASE_URL is not set");
  expect(() => readEnv({ DATABASE_URL: "mysql://x" })).toThrow("DATABASE_URL is not valid");
  expect(() => readEnv({ DATABASE_URL: url, PLUMBLINE_RUN_CONCURRENCY: "0" })).toThrow(
    "PLUMBLINE_RUN_CONCURRENCY is not valid",
  );
});

test("a lease that could not survive one late renewal is refused", () => {
  expect(() => readEnv({ DATABASE_URL: url, PLUMBLINE_RUN_LEASE_MS: "1000", PLUMBLINE_RUN_RENEW_MS: "900" })).toThrow(
    "more than half",
  );
});

test("one tenant may hold all slots but one unless told otherwise", () => {
  expect(readEnv({ DATABASE_URL: url, PLUMBLINE_RUN_CONCURRENCY: "8" }).concurrency_per_tenant).toBe(7);
  expect(readEnv({ DATABASE_URL: url, PLUMBLINE_RUN_CONCURRENCY: "1" }).concurrency_per_tenant).toBe(1);
});
