import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDatabase } from "../local/database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../local/embedded-postgres/server.ts";

let database: EmbeddedPostgres;
let owner: postgres.Sql;
beforeAll(async () => {
  database = await startEmbeddedPostgres({});
  const secret = () => randomBytes(24).toString("hex");
  await prepareDatabase({
    ownerUrl: database.url,
    jwtSecret: secret(),
    siteUrl: "http://127.0.0.1",
    publishableKey: "sb_publishable_local",
    passwords: { edge: secret(), worker_login: secret() },
  });
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  await owner`insert into public.tenants (slug, name, status) values ('acme', 'Acme', 'active'), ('beta', 'Beta', 'active')`;
  await owner`select private.audit(t.id, 'test.made', 'test', i::text, null, null)
    from public.tenants t, generate_series(1, 5) i`;
}, 60_000);
afterAll(async () => {
  await owner.end();
  await database.stop();
});

async function run(name: string, args: string[] = [], url = database.url) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, DATABASE_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}
const tamper = (statement: (sql: postgres.TransactionSql) => Promise<unknown>) =>
  owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await statement(sql);
  });

test("audit:verify says that every chain holds, and with which last link", async () => {
  const { code, out } = await run("audit-verify");
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("2 chains verified, all hold") });
  const [head] = await owner<{ hash: string }[]>`select hash from private.audit_heads h
    join public.tenants t on t.id = h.tenant_id where t.slug = 'acme'`;
  expect(out).toMatch(new RegExp(`^acme +holds: 6 entries, the last is 6 ${head?.hash}$`, "m"));
});

test("audit:verify names the first link that was changed or removed, and whose it is", async () => {
  await tamper(
    (sql) => sql`update public.audit_log set action = 'other' where seq = 3
    and tenant_id = (select id from public.tenants where slug = 'beta')`,
  );
  const changed = await run("audit-verify");
  expect(changed.code).toBe(1);
  expect(changed.out).toMatch(/^beta +BROKEN: entry 3 is not what was written$/m);
  expect(changed.out).toMatch(/^acme +holds/m);
  expect((await run("audit-verify", ["--tenant", "acme"])).code).toBe(0);
  await tamper(
    (sql) => sql`delete from public.audit_log where seq = 2
    and tenant_id = (select id from public.tenants where slug = 'beta')`,
  );
  const removed = await run("audit-verify", ["--tenant", "beta", "--json"]);
  expect(removed.code).toBe(1);
  expect(JSON.parse(removed.out)).toMatchObject({
    ok: false,
    tenants: [{ tenant: "beta", ok: false, first_broken: { seq: 2, reason: "removed" } }],
  });
});

test("feature:set changes what was asked and nothing else, and shows what is in force", async () => {
  const before = await run("feature-set", ["routing", "--json"]);
  expect(JSON.parse(before.out)).toMatchObject([{ key: "routing", enabled: false, rollout: 100 }]);
  const args = ["routing", "--enabled", "--rollout", "25", "--json"];
  const after = await run("feature-set", args);
  expect(after.code).toBe(0);
  expect(JSON.parse(after.out)).toMatchObject([
    { key: "routing", enabled: true, rollout: 25, tenant_may_change: false },
  ]);
  expect((await run("feature-set")).out).toMatch(/^routing +enabled for 25% of tenants/m);
});

test("tenant:limit sets what the API counts against", async () => {
  expect((await run("tenant-limit")).out).toContain("6000 requests a minute");
  expect((await run("tenant-limit", ["1200"])).code).toBe(0);
  const [row] = await owner`select value::int as n from private.platform_settings where key = 'requests_per_minute'`;
  expect(row).toEqual({ n: 1200 });
  expect(JSON.parse((await run("tenant-limit", ["--json"])).out)).toEqual({ requests_per_minute: 1200, used: [] });
});

test("tenant:limit gives one tenant a limit of its own, and takes it back", async () => {
  await owner`insert into public.tenants (slug, name, status) values ('limited', 'Limited', 'active')`;
  const limit = async (...args: string[]) =>
    JSON.parse((await run("tenant-limit", ["--tenant", "limited", "--json", ...args])).out);
  expect(await limit("50")).toEqual({ tenant: "limited", requests_per_minute: 50 });
  expect(await limit()).toEqual({ tenant: "limited", requests_per_minute: 50 });
  expect(await limit("default")).toEqual({ tenant: "limited", requests_per_minute: null });
});

test.each([
  ["tenant-limit", ["--tenant", "nobody", "50"], 'There is no tenant "nobody"'],
  ["audit-verify", ["--tenant", "nobody"], 'There is no tenant "nobody"'],
  ["audit-verify", ["--slug", "x"], "Unknown option '--slug'"],
  ["feature-set", ["teleport", "--enabled"], "use one of copilot.dataset, copilot.dfm"],
  ["feature-set", ["routing", "--enabled", "--disabled"], "not both"],
  ["feature-set", ["routing", "--rollout", "101"], "from 0 to 100"],
  ["tenant-limit", ["many"], "from 10 to 10000000"],
  ["dead-letters", ["--nothing"], "Unknown option '--nothing'"],
  ["dead-letters", ["--redrive", "x"], '"x" is no id of a job'],
  ["dead-letters", ["5f0c7f7e-6d6f-4d86-9c37-0b7c4f0f6a11"], "Ids are for --redrive"],
])("%s %j ends with one sentence and exit code 2", async (name, args, sentence) => {
  const { code, err } = await run(name, args);
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(err).toContain("Fix: ");
});

test.each(["audit-verify", "dead-letters", "feature-set", "tenant-limit"])(
  "%s explains itself and survives a database that is away",
  async (name) => {
    expect(await run(name, ["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Usage: ") });
    const away = await run(name, [], "postgres://owner@127.0.0.1:1/postgres");
    expect(away.code).toBe(2);
    expect(away.err.trim().split("\n")).toHaveLength(1);
  },
);

test("model:price sets what a model costs, forgets it again, and refuses what is no price", async () => {
  await owner`select private.register_text_models(array['openai:small', 'deterministic'], 'openai:small')`;
  const set = await run("model-price", ["openai:small", "--input", "0.15", "--output", "0.6", "--json"]);
  expect({ code: set.code, models: JSON.parse(set.out) }).toMatchObject({
    code: 0,
    models: [{ name: "openai:small", is_default: true, usd_per_million_input: 0.15, usd_per_million_output: 0.6 }],
  });
  expect((await run("model-price", ["openai:later", "--input", "1", "--output", "2"])).out).toContain(
    "no worker offers it yet",
  );
  expect((await run("model-price", ["openai:small", "--unknown"])).out).toContain("no price; the default");
  for (const args of [
    ["openai:small"],
    ["openai:small", "--input", "x", "--output", "1"],
    ["deterministic", "--unknown"],
  ]) {
    const { code, err } = await run("model-price", args);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("Fix:") });
  }
});
