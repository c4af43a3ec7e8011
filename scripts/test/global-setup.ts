import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { asLogin, prepareDatabase } from "../local/database.ts";
import { findPostgres, startRealPostgres } from "./real-postgres.ts";

/** One migrated database for all test files of a project, shared: each file makes tenants of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = project.name === "postgres" ? "postgres" : "embedded";
  const server = kind === "postgres" ? await realPostgres() : await embeddedPostgres();
  const passwords = { edge: randomBytes(12).toString("hex"), worker_login: randomBytes(12).toString("hex") };
  const jwtSecret = randomBytes(32).toString("hex");
  await prepareDatabase({
    ownerUrl: server.url,
    jwtSecret,
    siteUrl: "http://127.0.0.1:1",
    publishableKey: "sb_publishable_local",
    passwords,
  });
  project.provide("database", {
    kind,
    owner: server.url,
    edge: asLogin(server.url, "edge", passwords.edge),
    worker: asLogin(server.url, "worker_login", passwords.worker_login),
    jwt_secret: jwtSecret,
  });
  return () => server.stop();
}

async function realPostgres() {
  const bin = await findPostgres();
  if (!bin) throw new Error("No Postgres 15 or newer with pgvector is installed: leave the project `postgres` out");
  return startRealPostgres(bin);
}

async function embeddedPostgres() {
  // Loaded only here: the suites on a real Postgres need not pay for it.
  const { startEmbeddedPostgres } = await import("../local/embedded-postgres/server.ts");
  return startEmbeddedPostgres({});
}
