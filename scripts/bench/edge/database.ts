import { randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import postgres from "postgres";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { startEmbeddedPostgres } from "../../local/embedded-postgres/server.ts";
import { findPostgres, startRealPostgres } from "../../test/real-postgres.ts";
import { cpuOf } from "../cpu.ts";

export interface BenchDatabase {
  kind: string;
  owner: string;
  edge: string;
  jwt_secret: string;
  tenant_id: string;
  token: string;
  /** CPU of all of Postgres since its start; of the embedded one it is not told. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const tenants = 20;
const runsPerTenant = 500;

/** A throw-away Postgres (installed, else embedded) with runs of many tenants, and a member of one of them. */
export async function benchDatabase(): Promise<BenchDatabase> {
  const bin = await findPostgres();
  const real = bin === undefined ? undefined : await startRealPostgres(bin);
  const server = real ?? (await startEmbeddedPostgres({}));
  const jwt_secret = randomBytes(32).toString("hex");
  const passwords = { edge: randomBytes(12).toString("hex"), worker_login: randomBytes(12).toString("hex") };
  await prepareDatabase({
    ownerUrl: server.url,
    jwtSecret: jwt_secret,
    siteUrl: "http://127.0.0.1",
    publishableKey: "sb_publishable_local",
    passwords,
  });
  const user = randomUUID();
  const tenant_id = randomUUID();
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  const [version] = await sql<{ text: string }[]>`select split_part(version(), ' on ', 1) as text`;
  await sql`insert into auth.users (id, email, raw_user_meta_data) values (${user}, 'bench@example.test', '{}')`;
  await sql`insert into public.tenants (id, slug, name, status)
    select case when i = 1 then ${tenant_id}::uuid else gen_random_uuid() end, 'bench-' || i, 'Bench', 'active'
    from generate_series(1, ${tenants}::int) i`;
  await sql`insert into public.members (tenant_id, user_id, role, status)
    select id, ${user}, 'viewer', 'active' from public.tenants`;
  // Lite knows no tenant header: the default tenant pins it to the same rows.
  await sql`update public.profiles set default_tenant_id = ${tenant_id} where user_id = ${user}`;
  await sql`insert into public.runs (tenant_id, kind, idempotency_key, subject_id, subject_name, status, progress, created_at)
    select t.id, 'dataset_insight', i::text, gen_random_uuid(), 'file-' || i || '.csv', 'succeeded', 1, now() - i * interval '1 min'
    from public.tenants t, generate_series(1, ${runsPerTenant}::int) i`;
  // Ten times what the load reaches: the API counts requests as ever and refuses none.
  await sql`update private.platform_settings set value = '10000000' where key = 'requests_per_minute'`;
  await sql`analyze`;
  await sql.end();
  const token = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience("authenticated")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(jwt_secret));
  return {
    kind: `${version?.text}${bin === undefined ? " (embedded)" : ""}, ${tenants} tenants x ${runsPerTenant} runs`,
    owner: server.url,
    edge: asLogin(server.url, "edge", passwords.edge),
    jwt_secret,
    tenant_id,
    token,
    cpuMs: async () => (real === undefined ? 0 : await cpuOf(real.pid)),
    stop: () => server.stop(),
  };
}
