import { randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import postgres, { type Sql } from "postgres";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { findPostgres, startRealPostgres } from "../../test/real-postgres.ts";

export interface Tenant {
  id: string;
  name: string;
  runs: number;
}
export interface MonitoringDatabase {
  version: string;
  sql: Sql;
  edge: string;
  jwt_secret: string;
  user: string;
  token: string;
  tenants: Tenant[];
  stop(): Promise<void>;
}

const days = 90;
/** Rows of one statement: a statement's memory and log stay small. */
const runsAtOnce = 50_000;

/** A throw-away Postgres with a large and a small tenant, whose runs lie evenly in the last 90 days; undefined where none is installed. */
export async function monitoringDatabase(runs: number): Promise<MonitoringDatabase | undefined> {
  const bin = await findPostgres();
  if (!bin) return undefined;
  // Made once and thrown away: that it is not safe from power cuts changes nothing that is read.
  const server = await startRealPostgres(bin, { fsync: "off", max_wal_size: "4GB", checkpoint_timeout: "30min" });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  const jwt_secret = randomBytes(32).toString("hex");
  const passwords = { edge: randomBytes(12).toString("hex"), worker_login: randomBytes(12).toString("hex") };
  const keys = { jwtSecret: jwt_secret, publishableKey: "sb_publishable_local" };
  await prepareDatabase({ ownerUrl: server.url, siteUrl: "http://127.0.0.1:1", passwords, ...keys });
  const user = randomUUID();
  await sql`insert into auth.users (id, email, raw_user_meta_data) values (${user}, 'bench@example.test', '{}')`;
  await sql`update private.platform_settings set value = '10000000' where key = 'requests_per_minute'`;
  const tenants = [
    { id: randomUUID(), name: "large", runs },
    { id: randomUUID(), name: "small", runs: 500 },
  ];
  for (const tenant of tenants) {
    await sql`insert into public.tenants (id, slug, name, status) values (${tenant.id}, ${tenant.name}, 'Bench', 'active')`;
    await sql`insert into public.members (tenant_id, user_id, role, status) values (${tenant.id}, ${user}, 'viewer', 'active')`;
    await fill(sql, tenant);
  }
  await sql`vacuum analyze`;
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  const token = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience("authenticated")
    .setExpirationTime("4h")
    .sign(new TextEncoder().encode(jwt_secret));
  return {
    version: row?.version.split(" ")[0] ?? "",
    sql,
    edge: asLogin(server.url, "edge", passwords.edge),
    jwt_secret,
    user,
    token,
    tenants,
    async stop() {
      await sql.end();
      await server.stop();
    },
  };
}

/** Runs of six steps, each with a result and a metric; one in twenty failed, for one of four reasons. */
async function fill(sql: Sql, tenant: Tenant): Promise<void> {
  for (let first = 0; first < tenant.runs; first += runsAtOnce) {
    const last = Math.min(first + runsAtOnce, tenant.runs) - 1;
    await sql.begin(async (tx) => {
      // Neither triggers nor keys: rows are as the engine leaves them, and which are not folded yet is written below.
      await tx`set local session_replication_role = replica`;
      await tx`create temp table made on commit drop as
        select gen_random_uuid() as id, i, now() - interval '90 days' + i * (${days}::float8 / ${tenant.runs}::float8) * interval '1 day' as at,
          i % 20 = 7 as bad, 1000 * exp(2 * random()) as ms
        from generate_series(${first}::int, ${last}::int) i`;
      await tx`insert into public.runs (tenant_id, id, kind, idempotency_key, status, progress, attempt, subject_id, ir_validation,
          failure, created_at, started_at, finished_at)
        select ${tenant.id}, id, 'dataset_insight', i::text, case when bad then 'failed' when i % 31 = 0 then 'degraded'
          else 'succeeded' end::public.run_status, 1, 1, gen_random_uuid(), 'enforce',
          case when bad then jsonb_build_object('code', (array['timed_out', 'file_unreadable', 'step_failed', 'run_interrupted'])[1 + i / 20 % 4],
            'detail', 'It failed.') end,
          at, at + interval '20 ms', at + interval '20 ms' + ms * interval '1 ms' from made`;
      await tx`insert into public.run_steps (tenant_id, run_id, key, step, position, status, progress, attempt, failure, started_at, finished_at)
        select ${tenant.id}, id, 's' || k, 'bench.s' || k || '@1', k,
          case when bad and k = 5 then 'failed' when bad and k = 6 then 'cancelled' else 'succeeded' end::public.step_status, 1, 1,
          case when bad and k = 5 then '{"code":"step_failed"}'::jsonb end, at, at + ms / 6 * interval '1 ms'
        from made, generate_series(1, 6) k`;
      await tx`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
        select ${tenant.id}, gen_random_uuid(), id, 's' || k, 'bench.s@1', '{}', repeat('0', 64), 2, i % 97 <> k
        from made, generate_series(1, 6) k where not (bad and k >= 5)`;
      await tx`insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit, value, passed, created_at)
        select ${tenant.id}, gen_random_uuid(), id, 's' || k, 'duration_ms', 'ms', ms / 6, ms < 7000, at
        from made, generate_series(1, 6) k where not (bad and k >= 5)`;
      await tx`insert into public.unfolded_runs (tenant_id, run_id, created_at) select ${tenant.id}, id, at from made`;
    });
  }
}
