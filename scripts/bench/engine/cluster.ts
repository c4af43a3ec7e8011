import { randomUUID } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { findPostgres, startRealPostgres } from "../../test/real-postgres.ts";
import { cpuOf } from "../cpu.ts";

export interface Cluster {
  version: string;
  sql: Sql;
  /** What our side needs of its environment. */
  ours: { DATABASE_URL: string; OWNER_URL: string; TENANTS: string };
  /** The peer's own database; `eager`: its commits do not wait for the disk. */
  peer: { DATABASE_URL: string };
  eager: { DATABASE_URL: string };
  /** CPU of all of Postgres since its start, where the system tells it. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const tenants = 20;

/** One throw-away cluster with its default durability, a migrated database with tenants, and one for the peer. */
export async function startCluster(): Promise<Cluster | undefined> {
  const bin = await findPostgres();
  if (!bin) return undefined;
  const server = await startRealPostgres(bin, { shared_preload_libraries: "pg_stat_statements" });
  const sql = postgres(server.url, { max: 2, onnotice: () => {} });
  await trackStatements(sql, "none");
  const passwords = { edge: randomUUID(), worker_login: randomUUID() };
  const keys = { jwtSecret: randomUUID(), publishableKey: "sb_publishable_local" };
  await prepareDatabase({ ownerUrl: server.url, siteUrl: "http://127.0.0.1:1", passwords, ...keys });
  await sql`create extension pg_stat_statements schema extensions`;
  await sql`create database dbos`;
  const rows = await sql<{ id: string }[]>`
    insert into public.tenants (slug, name, status) select 'bench-' || n, 'bench', 'active' from generate_series(1, ${tenants}) n
    returning id`;
  const [version] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  const peer = new URL(server.url);
  peer.pathname = "/dbos";
  const eager = new URL(peer);
  eager.searchParams.set("options", "-c synchronous_commit=off");
  return {
    version: version?.version.split(" ")[0] ?? "",
    sql,
    ours: {
      DATABASE_URL: asLogin(server.url, "worker_login", passwords.worker_login),
      OWNER_URL: server.url,
      TENANTS: rows.map((row) => row.id).join(),
    },
    peer: { DATABASE_URL: peer.href },
    eager: { DATABASE_URL: eager.href },
    cpuMs: () => cpuOf(server.pid),
    async stop() {
      await sql.end();
      await server.stop();
    },
  };
}

/** Which statements the server counts; while it is measured, none. */
export async function trackStatements(sql: Sql, which: "top" | "none"): Promise<void> {
  await sql.unsafe(`alter system set pg_stat_statements.track = '${which}'`);
  await sql`select pg_reload_conf()`;
}
