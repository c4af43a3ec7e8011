import { AppError, isAppError } from "@plumbline/contracts";
import { Client } from "pg";
import { isConnectionLost } from "./db.ts";
import { queueSchemaVersion } from "./queue-schema.ts";

interface Facts {
  version: number;
  privileged: boolean;
  migrated: boolean;
  may_work: boolean;
  queue: boolean;
}

/**
 * Makes sure that the database behind the URL can serve a worker, and that the worker's login is not one that could see
 * past row-level security. Throws AppError with one sentence and its fix.
 */
export async function checkDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const ask = async <Row extends object>(text: string) => (await client.query<Row>({ text })).rows[0];
    const facts = await ask<Facts>(`
      select current_setting('server_version_num')::int as version,
        (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as privileged,
        to_regclass('public.runs') is not null as migrated,
        exists (select from pg_roles where rolname = 'worker') and pg_has_role(current_user, 'worker', 'member') as may_work,
        to_regclass('pgboss.version') is not null as queue`);
    if (!facts) throw unavailable("The database did not answer", "Look at the database's log");
    if (facts.version < 150000) {
      throw unavailable(
        `Postgres ${Math.floor(facts.version / 10000)} is too old: 15 or newer is needed`,
        "Point DATABASE_URL at Postgres 15 or newer",
      );
    }
    if (!facts.migrated) throw unavailable("The database has no Plumbline schema", "Apply supabase/migrations first");
    if (facts.privileged) {
      throw unavailable("The login in DATABASE_URL sees past row-level security", "Use the login worker_login");
    }
    if (!facts.may_work) throw unavailable("The login in DATABASE_URL may not work", "Use the login worker_login");
    if (!facts.queue) throw unavailable("The queue's schema is missing", "Run npm run queues:migrate as the owner");
    const queue = await ask<{ version: number }>("select max(version)::int as version from pgboss.version");
    if (queue?.version !== queueSchemaVersion) {
      throw unavailable(
        `The queue's schema has version ${queue?.version}, this worker needs ${queueSchemaVersion}`,
        "Run npm run queues:migrate as the owner, with the worker's own version of Plumbline",
      );
    }
  } catch (error) {
    throw isAppError(error) ? error : explain(error);
  } finally {
    await client.end().catch(() => {});
  }
}

const unavailable = (detail: string, fix: string, cause?: unknown) =>
  new AppError("unavailable", detail, { fix, ...(cause === undefined ? {} : { cause }) });

const reasons: Record<string, [string, string]> = {
  ECONNREFUSED: ["No Postgres answers at DATABASE_URL", "Start it, or correct DATABASE_URL"],
  ENOTFOUND: ["The host in DATABASE_URL does not exist", "Correct DATABASE_URL"],
  "28P01": ["Postgres refused the password in DATABASE_URL", "Correct the password in DATABASE_URL"],
  "28000": ["Postgres refused the login in DATABASE_URL", "Correct the user in DATABASE_URL"],
  "3D000": ["The database in DATABASE_URL does not exist", "Create it, or correct DATABASE_URL"],
  "42501": ["The login in DATABASE_URL may not use the queue", "Run npm run queues:migrate as the owner"],
};

function explain(error: unknown): AppError {
  // A connection attempt that got no answer in time has no code.
  const code =
    error instanceof Error && "code" in error ? String(error.code) : isConnectionLost(error) ? "ECONNREFUSED" : "";
  const [detail, fix] = reasons[code] ?? ["The database cannot be used", "Look at the database's log"];
  return unavailable(detail, fix, error);
}
