import { describe, expect, test } from "vitest";
import { throughCalls } from "./check-rls/behaviour/through-calls.ts";
import { throughSql } from "./check-rls/behaviour/through-sql.ts";
import { readCatalogue } from "./check-rls/catalogue.ts";
import type { Mutant } from "./check-rls/mutation/mutant.ts";
import { runMutation } from "./check-rls/mutation/run.ts";
import { inTransaction, undone } from "./check-rls/session.ts";
import { ruleIds, runStatic } from "./check-rls/static/static.ts";
import { makeWorld } from "./check-rls/world/world.ts";
import { failuresIn, openStage } from "./stage.fixture.ts";

// That isolation.test.ts would notice: the check itself is checked, on one of the databases.
const { session, prepare, onStage } = openStage();

describe("the check turns red", () => {
  const broken: [what: string, statement: string, rule: string][] = [
    [
      "a policy that lets everybody see",
      "alter policy runs_select_viewer on public.runs using (true)",
      "policy_pinned",
    ],
    [
      "a policy with a way around it",
      "alter policy runs_select_viewer on public.runs using (tenant_id = (select private.tenant_id()) or (select auth.uid()) is null)",
      "policy_pinned",
    ],
    [
      "a policy that asks for each row",
      "alter policy members_select_self on public.members using (user_id = auth.uid())",
      "policy_once",
    ],
    [
      "a policy for anon",
      "create policy x on public.runs for select to anon using (tenant_id = (select private.tenant_id()))",
      "policy_role",
    ],
    [
      "a second policy for the same",
      "create policy x on public.runs for select to worker using (tenant_id = (select private.job_tenant_id()))",
      "policy_overlap",
    ],
    [
      "a new table nobody declared",
      "create table public.x (tenant_id uuid, id uuid, primary key (tenant_id, id))",
      "table_declared",
    ],
    ["a table without row-level security", "create table public.x (id uuid)", "rls_enabled"],
    ["a grant without a policy", "grant delete on public.runs to authenticated", "policy_per_grant"],
    ["a grant nobody declared", "grant select on public.invitations to worker", "grants_declared"],
    ["a whole-row write grant", "grant update on public.datasets to authenticated", "grants_by_column"],
    ["a right to pass on", "grant select on public.runs to worker with grant option", "grants_passed_on"],
    ["a view with its owner's rights", "create view public.x as select * from public.runs", "view_invoker"],
    [
      "a view of auth",
      "create view public.x with (security_invoker = true) as select id from auth.users",
      "auth_exposed",
    ],
    ["a materialised view", "create materialized view public.x as select 1 as one", "kind_exposed"],
    ["an id that nothing checks", "alter table public.runs add column x uuid", "reference_without_key"],
    ["an index that is there twice", "create index x on public.runs (requested_by)", "index_useless"],
    ["an index that went missing", "drop index public.runs_requested_by_idx", "foreign_key_index"],
    ["a table that nobody explains", "comment on table public.runs is null", "comment"],
    [
      "an audit log that can be rewritten",
      "alter table public.audit_log disable trigger _100_append_only",
      "append_only",
    ],
    ["a change that is not audited", "alter table public.members disable trigger _900_audit", "audited"],
    ["a definer in public", "alter function public.cancel_run(uuid) security definer", "definer_private"],
    [
      "a definer in public that the API may call",
      "alter function public.cancel_run(uuid) security definer",
      "definer_executable",
    ],
    [
      "a function with the caller's search path",
      "alter function private.job_tenant_id() reset search_path",
      "search_path",
    ],
    ["a function open to anon", "grant execute on function private.features(uuid) to anon", "execute_declared"],
    ["a worker past all policies", "alter role worker bypassrls", "role_attributes"],
    ["an API role with more names than its own", "grant worker to authenticated", "role_membership"],
    ["an API role that may create", "grant create on schema public to authenticated", "schema_reach"],
    ["an API role near the accounts", "grant select on auth.users to authenticated", "data_elsewhere"],
    ["a table of the worker's own", "alter table public.runs owner to worker", "owner"],
    ["a table without a key", "create table public.x (tenant_id uuid)", "primary_key"],
    [
      "a key that the tenant does not lead",
      "create table public.x (tenant_id uuid, id uuid primary key)",
      "tenant_key",
    ],
    ["rows of no tenant", "create table public.x (tenant_id uuid, id uuid primary key)", "tenant_reference"],
    [
      "a reference without the tenant",
      "alter table public.runs add unique (id); alter table public.run_steps add foreign key (run_id) references public.runs (id)",
      "foreign_key_tenant",
    ],
    [
      "a policy without an index",
      "create table public.x (n int); create policy x on public.x for select to authenticated using (n = 1)",
      "policy_index",
    ],
    ["a name that no upgrade survives", "alter table public.runs add column x regproc", "column_type"],
    [
      "a policy that trusts the token's metadata",
      "create policy x on public.runs for select to authenticated using ((select auth.jwt()) is not null)",
      "policy_metadata",
    ],
    [
      "a policy for those who are nobody",
      "create policy x on public.runs for select to authenticated using ((select auth.uid()) is null)",
      "policy_null_caller",
    ],
    ["a trigger function to call", "grant execute on function private.tg__audit() to worker", "trigger_granted"],
    ["a function of the worker's own", "alter function public.cancel_run(uuid) owner to worker", "function_owner"],
    ["a login that inherits", "alter role edge inherit", "role_inherits"],
    ["an extension in the API", "alter extension pgcrypto set schema public", "extension_in_public"],
    ["a function that went missing", "drop function public.join_tenant(text)", "function_declared"],
    [
      "tomorrow's tables open",
      "alter default privileges in schema public grant select on tables to anon",
      "default_privileges",
    ],
  ];
  test("at each of these, and names the rule: there is one for every rule", async () => {
    expect([...new Set(broken.map(([, , rule]) => rule))].sort()).toEqual([...ruleIds].sort());
    await inTransaction(session(), "rollback", async () => {
      await prepare();
      for (const [what, statement, rule] of broken) {
        const found = await undone(session(), async () => {
          await session().unsafe(statement);
          return runStatic(await readCatalogue(session())).failures.map((f) => f.rule);
        });
        expect([what, ...found]).toContain(rule);
      }
    });
  });

  test("when somebody sees, adds, changes or removes more or less than declared, whatever the rules say", async () => {
    await onStage(async ({ world, becoming }) => {
      const redAt = (table: string, statement: string) =>
        undone(session(), async () => {
          await session().unsafe(statement);
          return new Set(failuresIn(await throughSql(session(), world, becoming, [table])).map((f) => f.rule));
        });
      const own = "tenant_id = (select private.tenant_id())";
      expect(await redAt("runs", "alter policy runs_select_viewer on public.runs using (true)")).toContain(
        "select_leaks",
      );
      expect(await redAt("runs", "drop policy runs_select_viewer on public.runs")).toContain("select_misses");
      expect(
        await redAt("invitations", `alter policy invitations_select_owner on public.invitations using (${own})`),
      ).toContain("select_leaks");
      expect(
        await redAt(
          "datasets",
          `alter policy datasets_update_editor on public.datasets using (${own}) with check (${own})`,
        ),
      ).toContain("update_rows");
      expect(await redAt("files", `alter policy files_delete_editor on public.files using (${own})`)).toContain(
        "delete_rows",
      );
      expect(
        await redAt("artifacts", "alter policy artifacts_all_worker on public.artifacts with check (true)"),
      ).toContain("insert_refused");
      expect(
        await redAt("artifacts", "alter table public.artifacts drop constraint artifacts_tenant_id_run_id_fkey"),
      ).toContain("update_refused");
      expect(await redAt("runs", "grant update (tenant_id) on public.runs to worker")).toContain("update_refused");
      expect(await redAt("settings", "alter table public.settings disable trigger _100_append_only")).toContain(
        "update_refused",
      );
      expect(await redAt("runs", "revoke select on public.runs from worker")).toContain("select_allowed");
    });
  });

  test("when a function that writes past all policies forgets whose row it is, or believes the header", async () => {
    const only = (m: Mutant) => m.kind === "function";
    await onStage(async ({ catalogue, world, becoming }) => {
      expect(failuresIn(await throughCalls(session(), world, catalogue, becoming))).toEqual([]);
      const report = await runMutation(session(), catalogue, world, { becoming, thorough: true, baseline: [], only });
      expect(report.survivors).toEqual([]);
      expect(report.killed).toBeGreaterThan(20);
    });
  });

  test("at a table for which no row can be made", async () => {
    await inTransaction(session(), "rollback", async () => {
      const unmeetable =
        "alter table public.runs add column x text not null default '', add check (x = md5(idempotency_key)) not valid; alter table public.runs alter column x drop default";
      await prepare();
      // Others have runs already: the value is there, and no new row can have one.
      await session().unsafe(unmeetable);
      const world = await makeWorld(session(), await readCatalogue(session()));
      expect(new Set(world.uncovered.map((f) => f.object))).toContain("public.runs");
    });
  });

  test("at every mutant of the gates, and of the tables with the most policies", async () => {
    const only = (m: Mutant) =>
      m.kind === "gate" ||
      (/^public\.(members|files)$/.test(m.object) && m.tables.length > 0 && !/^foreign/.test(m.kind));
    await onStage(async ({ catalogue, world, becoming }) => {
      const report = await runMutation(session(), catalogue, world, { becoming, thorough: true, baseline: [], only });
      expect(report.survivors).toEqual([]);
      expect(report.untried).toEqual([]);
      expect(report.killed_by.behaviour).toBeGreaterThan(25);
      expect(report.tried).toBeGreaterThan(30);
    });
  });
});
