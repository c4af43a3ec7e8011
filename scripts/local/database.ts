import { readFile } from "node:fs/promises";
import { AppError } from "@plumbline/contracts";
import { installQueues } from "@plumbline/worker";
import postgres, { type Sql } from "postgres";
import { createAuthServer } from "./auth-server.ts";
import { migrate } from "./migrate.ts";

export interface PrepareOptions {
  ownerUrl: string;
  jwtSecret: string;
  siteUrl: string;
  publishableKey: string;
  /** Passwords of the logins edge and worker_login; set on every start. */
  passwords: { edge: string; worker_login: string };
}

/**
 * Brings a database to what the stack needs: auth schema, hosted-like roles, migrations, queue, login passwords.
 * Safe to run again. Throws AppError with one sentence and a fix when the database cannot serve.
 */
export async function prepareDatabase(options: PrepareOptions): Promise<{ applied: string[] }> {
  const sql = postgres(options.ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: "plumbline-setup" },
  });
  try {
    await checkServer(sql);
    const auth = await createAuthServer({ ...options, databaseUrl: options.ownerUrl });
    try {
      await auth.app.ensureSystemSchema();
    } finally {
      await auth.close();
    }
    // Every ensureSystemSchema() replaces auth.uid(): put the hosted definition back after it.
    await sql.unsafe(await readFile(new URL("./bootstrap.sql", import.meta.url), "utf8"));
    const applied = await migrate(sql);
    await sql`update private.platform_settings set value = 'true' where key = 'auto_approve_tenants'`;
    await installQueues(options.ownerUrl);
    for (const role of ["edge", "worker_login"] as const) {
      await sql.unsafe(`alter role ${role} password '${options.passwords[role].replaceAll("'", "''")}'`);
    }
    await assertGrants(sql);
    return { applied };
  } finally {
    await sql.end();
  }
}

/** The same database, as another login. */
export function asLogin(ownerUrl: string, user: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = user;
  url.password = password;
  return url.href;
}

async function checkServer(sql: Sql): Promise<void> {
  const [server] = await sql<{ version: number; vector: boolean }[]>`
    select current_setting('server_version_num')::int as version,
      exists (select from pg_available_extensions where name = 'vector') as vector`;
  if (!server || server.version < 150000) {
    throw new AppError(
      "unavailable",
      `Postgres ${Math.floor((server?.version ?? 0) / 10000)} is too old: 15 or newer is needed`,
      {
        fix: "Point DATABASE_URL at Postgres 15 or newer, or unset it to use the embedded one",
      },
    );
  }
  if (!server.vector) {
    throw new AppError("unavailable", "The extension pgvector is not installed on this Postgres server", {
      fix: "Install pgvector there (for Debian: docs/runbook.md), or unset DATABASE_URL to use the embedded one",
    });
  }
}

/** Refuses to serve a database in which an API role may do what no migration granted. */
async function assertGrants(sql: Sql): Promise<void> {
  const rows = await sql<{ grantee: string; table: string; privilege: string }[]>`
    select grantee, table_schema || '.' || table_name as "table", privilege_type as privilege
    from information_schema.role_table_grants
    where grantee in ('anon', 'authenticated', 'PUBLIC', 'edge')
      and (table_schema in ('private', 'pgboss') or (table_schema = 'public' and
        (grantee <> 'authenticated' or privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES'))))`;
  const first = rows[0];
  if (first) {
    throw new AppError(
      "internal",
      `${first.grantee} holds ${first.privilege} on ${first.table}, which no migration granted`,
      {
        fix: "Revoke it; the local auth server must not be started with its own grants",
      },
    );
  }
}
