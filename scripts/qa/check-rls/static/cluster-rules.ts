import { callable } from "../../access-table.ts";
import type { Catalogue } from "../catalogue.ts";
import { qualified } from "../catalogue.ts";
import type { Rule } from "../finding.ts";

/** Who may become whom. A login that inherits, or reaches further, has rights before it says in whose name it acts. */
const mayBecome: Record<string, string[]> = { edge: ["anon", "authenticated"], worker_login: ["worker"] };
const mayUse: Record<string, string[]> = {
  public: ["public", "anon", "authenticated", "worker", "service_role"],
  private: ["anon", "authenticated", "worker", "edge"],
  auth: ["anon", "authenticated", "service_role"],
  pgboss: ["worker_login"],
  supabase_migrations: [],
};

/** Roles, schemas and defaults: what holds whatever the tables say. */
export const clusterRules: Rule<Catalogue>[] = [
  {
    id: "role_attributes",
    fix: "alter role ... nosuperuser nobypassrls nocreaterole nocreatedb noreplication",
    *breaches({ cluster }) {
      for (const role of cluster.roles) {
        for (const attribute of ["superuser", "bypassrls", "createrole", "createdb", "replication"] as const) {
          if (role[attribute]) yield [role.name, `A role on a data path has ${attribute.toUpperCase()}`];
        }
      }
    },
  },
  {
    id: "role_inherits",
    fix: "alter role ... noinherit; grant ... with inherit false",
    *breaches({ cluster }) {
      for (const role of cluster.roles) {
        // What hosted Supabase made is as it made it: anon and authenticated are members of nothing.
        if (role.inherit && role.name in mayBecome) yield [role.name, "The login has rights before it takes its role"];
      }
      for (const m of cluster.memberships)
        if (m.inherit) yield [m.member, `It has the rights of ${m.role} without taking that role`];
    },
  },
  {
    id: "role_membership",
    fix: "revoke ... from ...",
    *breaches({ cluster }) {
      for (const m of cluster.memberships) {
        if (!mayBecome[m.member]?.includes(m.role)) yield [m.member, `It may become ${m.role}`];
        if (m.admin) yield [m.member, `It may make others ${m.role}`];
      }
    },
  },
  {
    id: "schema_reach",
    fix: "revoke ... on schema ... from ...",
    *breaches({ cluster }) {
      for (const schema of cluster.schemas) {
        for (const g of schema.grants) {
          const ours = /^(anon|authenticated|worker|edge|worker_login|public|service_role)$/.test(g.grantee);
          if (ours && g.privilege === "create") yield [schema.name, `${g.grantee} may create objects in it`];
          else if (ours && !mayUse[schema.name]?.includes(g.grantee)) yield [schema.name, `${g.grantee} may use it`];
        }
      }
    },
  },
  {
    id: "data_elsewhere",
    fix: "revoke ... from ...",
    *breaches({ cluster }) {
      for (const e of cluster.elsewhere) yield [e.object, `${e.grantee} holds ${e.privilege} on it`];
    },
  },
  {
    id: "definer_executable",
    fix: "Move it to private, and grant execute to those who need it",
    *breaches({ cluster }) {
      for (const d of cluster.definers_elsewhere)
        yield [d.object, `${d.grantee} can call it with its owner's rights through the API`];
    },
  },
  {
    id: "default_privileges",
    fix: "alter default privileges ... revoke ... from ...",
    *breaches({ cluster }) {
      for (const d of cluster.defaults) {
        yield [d.schema ?? "every schema", `${d.grantee} gets ${d.privilege} on whatever is made tomorrow`];
      }
      if (!cluster.revoked_function_default)
        yield ["every schema", "PUBLIC may call whatever function is made tomorrow"];
    },
  },
  {
    id: "extension_in_public",
    fix: "alter extension ... set schema extensions",
    *breaches({ cluster }) {
      for (const name of cluster.extensions_in_public) yield [name, "Its functions are part of the API"];
    },
  },
  {
    id: "function_declared",
    fix: "Correct `callable` in scripts/qa/access-table.ts",
    *breaches({ functions }) {
      const there = new Set(functions.map(qualified));
      for (const name of new Set(Object.values(callable).flat()))
        if (!there.has(name)) yield [name, "The declared function is not there"];
    },
  },
];
