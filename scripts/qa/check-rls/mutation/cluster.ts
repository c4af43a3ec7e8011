import { type Catalogue, exposed, qualified } from "../catalogue.ts";
import type { Mutant } from "./mutant.ts";

/** Roles that bypass, inherit or become more than they may; schemas, defaults and new objects that let them. */
export function clusterMutants(catalogue: Catalogue): Mutant[] {
  const everywhere = exposed(catalogue).map((r) => r.name);
  const cluster = (kind: string, object: string, sentence: string, sql: string, tables: string[] = []): Mutant => ({
    kind,
    object,
    sentence,
    sql,
    look: "cluster",
    tables,
  });
  const created = (object: string, sentence: string, sql: string, look: Mutant["look"]): Mutant => ({
    kind: "new object",
    object,
    sentence,
    sql,
    look,
    tables: [],
  });
  const api = ["anon", "authenticated", "worker", "edge"];
  const there = (schema: string) => catalogue.cluster.schemas.some((s) => s.name === schema);
  return [
    ...["worker", "authenticated"].map((role) =>
      cluster("bypass", role, `${role} has BYPASSRLS`, `alter role ${role} bypassrls`, everywhere),
    ),
    ...["anon", "edge", "worker_login"].map((role) =>
      cluster("bypass", role, `${role} has BYPASSRLS`, `alter role ${role} bypassrls`),
    ),
    ...["superuser", "createrole", "createdb", "replication"].flatMap((attribute) =>
      [...api, "worker_login"].map((role) =>
        cluster("role attribute", role, `${role} has ${attribute.toUpperCase()}`, `alter role ${role} ${attribute}`),
      ),
    ),
    ...["edge", "worker_login"].map((role) =>
      cluster("role inherits", role, `${role} inherits`, `alter role ${role} inherit`),
    ),
    ...(
      [
        ["service_role", "edge"],
        ["service_role", "authenticated"],
        ["worker", "edge"],
        ["worker", "authenticated"],
        ["authenticated", "anon"],
        ["authenticated", "worker_login"],
        ["pg_read_all_data", "worker"],
        ["pg_read_all_data", "authenticated"],
        ["pg_write_all_data", "edge"],
      ] as const
    ).map(([role, member]) =>
      cluster("membership", member, `${member} may become ${role}`, `grant ${role} to ${member}`),
    ),
    ...["auth", "pgboss", "supabase_migrations"].filter(there).flatMap((schema) =>
      api.flatMap((role) => [
        ...(schema === "auth"
          ? []
          : [cluster("schema", schema, `${role} may use ${schema}`, `grant usage on schema ${schema} to ${role}`)]),
        ...["select", "insert", "update", "delete"].map((verb) => {
          const table =
            { auth: "auth.users", pgboss: "pgboss.job", supabase_migrations: "supabase_migrations.schema_migrations" }[
              schema
            ] ?? "";
          return cluster(
            "data elsewhere",
            table,
            `${role} was granted ${verb}`,
            `grant ${verb} on ${table} to ${role}`,
          );
        }),
      ]),
    ),
    ...[...api, "public"].flatMap((role) =>
      ["public", "private"].map((schema) =>
        cluster("schema", schema, `${role} may create in ${schema}`, `grant create on schema ${schema} to ${role}`),
      ),
    ),
    cluster("schema", "private", "PUBLIC may use private", "grant usage on schema private to public"),
    ...["anon", "authenticated", "worker"].map((role) =>
      cluster(
        "default privileges",
        "public",
        `${role} gets whatever table is made`,
        `alter default privileges in schema public grant select on tables to ${role}`,
      ),
    ),
    cluster(
      "default privileges",
      "public",
      "PUBLIC may call whatever is made",
      "alter default privileges grant execute on functions to public",
    ),
    created(
      "public.check_rls_bare",
      "A table appears without row-level security",
      "create table public.check_rls_bare (tenant_id uuid, id uuid); grant select on public.check_rls_bare to authenticated",
      { relation: "public.check_rls_bare" },
    ),
    created(
      "public.check_rls_shut",
      "A table appears that nobody declared",
      "create table public.check_rls_shut (tenant_id uuid references public.tenants (id), id uuid, primary key (tenant_id, id)); alter table public.check_rls_shut enable row level security; comment on table public.check_rls_shut is 'x'",
      { relation: "public.check_rls_shut" },
    ),
    created(
      "public.check_rls_view",
      "A view appears with its owner's rights",
      `create view public.check_rls_view as select * from ${qualified({ schema: "public", name: "members" })}`,
      {
        relation: "public.check_rls_view",
      },
    ),
    created(
      "public.check_rls_copy",
      "A materialised view appears",
      "create materialized view public.check_rls_copy as select 1 as one",
      {
        relation: "public.check_rls_copy",
      },
    ),
    created(
      "public.check_rls()",
      "A definer function appears in public",
      "create function public.check_rls() returns int language sql security definer set search_path = '' as 'select 1'",
      { function: "public.check_rls()" },
    ),
    {
      ...cluster("new object", "public.check_rls_api()", "A definer function that the API may call appears", ""),
      sql: "create function public.check_rls_api() returns int language sql security definer set search_path = '' as 'select 1'; grant execute on function public.check_rls_api() to authenticated",
    },
  ];
}
