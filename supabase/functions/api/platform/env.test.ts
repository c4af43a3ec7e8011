import { isAppError } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { readSettings } from "./env.ts";

const good = { DATABASE_URL: "postgres://edge:x@localhost:5432/postgres", JWT_SECRET: "x".repeat(32) };

test("few settings are needed and the others have defaults", () => {
  expect(readSettings(good)).toMatchObject({
    host: "127.0.0.1",
    database_pool: 10,
    max_upload_bytes: 104_857_600,
    allowed_origins: [],
    jwks_url: undefined,
  });
  const hosted = readSettings({
    DATABASE_URL: good.DATABASE_URL,
    SUPABASE_URL: "https://x.supabase.co/",
    JWT_SECRET: " ",
  });
  expect(hosted).toMatchObject({
    jwt_secret: undefined,
    jwks_url: "https://x.supabase.co/auth/v1/.well-known/jwks.json",
    jwks_issuer: "https://x.supabase.co/auth/v1",
  });
});

test.each([
  ["DATABASE_URL", {}],
  ["DATABASE_URL", { DATABASE_URL: "mysql://x" }],
  ["JWT_SECRET", { JWT_SECRET: "short" }],
  ["JWT_SECRET", { JWT_SECRET: "" }],
  ["PORT", { PORT: "70000" }],
  ["PLUMBLINE_MAX_UPLOAD_BYTES", { PLUMBLINE_MAX_UPLOAD_BYTES: "100MB" }],
  ["PLUMBLINE_ALLOWED_ORIGINS", { PLUMBLINE_ALLOWED_ORIGINS: "not-an-origin" }],
])("a wrong %s is named with its fix and without its value", (name, wrong) => {
  const env = Object.keys(wrong).length === 0 ? { JWT_SECRET: good.JWT_SECRET } : { ...good, ...wrong };
  try {
    readSettings(env);
    expect.unreachable();
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error.message).toContain(name);
    expect(error.errors?.[0]?.fix?.length).toBeGreaterThan(10);
    for (const value of Object.values(wrong)) if (value !== "") expect(error.message).not.toContain(value);
  }
});
