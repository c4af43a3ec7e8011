import type { Access } from "../../access-table.ts";
import { type Catalogue, hasColumn, isTable, qualified, type RelationFacts } from "../catalogue.ts";
import type { Rule } from "../finding.ts";

/** A table or view with what is declared of it; `tenantTables` are the qualified names of tables with `tenant_id`. */
export interface RelationSubject {
  relation: RelationFacts;
  access: Access | undefined;
  tenantTables: ReadonlySet<string>;
}

export const tenantTablesOf = (catalogue: Catalogue): Set<string> =>
  new Set(catalogue.relations.filter((r) => isTable(r) && hasColumn(r, "tenant_id")).map(qualified));

/** Roles that requests and jobs run as or log in with. None may own or bypass anything. */
export const dataPathRoles = ["anon", "authenticated", "worker", "edge", "worker_login"];

/** Whether a table is protected at all: what it is, who owns it, that somebody said what it is for. */
export const tableRules: Rule<RelationSubject>[] = [
  {
    id: "table_declared",
    fix: "Add its line to scripts/qa/access-table.ts",
    *breaches({ relation: r, access }) {
      if (r.schema === "public" && r.kind !== "S" && !access) {
        yield [qualified(r), "Nobody declared who may do what with it"];
      }
    },
  },
  {
    id: "rls_enabled",
    fix: "alter table ... enable row level security",
    *breaches({ relation: r }) {
      if (isTable(r) && !r.rls) {
        const dead = r.policies.length > 0 ? `; its ${r.policies.length} policies do nothing` : "";
        yield [qualified(r), `Row-level security is off${dead}`];
      }
    },
  },
  {
    id: "view_invoker",
    fix: "create view ... with (security_invoker = true)",
    *breaches({ relation: r }) {
      if (r.kind === "v" && !r.invoker)
        yield [qualified(r), "The view reads with its owner's rights, past every policy"];
    },
  },
  {
    id: "auth_exposed",
    fix: "Read what is needed from public.profiles",
    *breaches({ relation: r }) {
      if (r.schema === "public" && r.reads_auth) yield [qualified(r), "The view shows the schema auth to the API"];
    },
  },
  {
    id: "kind_exposed",
    fix: "Move it to private and expose a function or a view with security_invoker",
    *breaches({ relation: r }) {
      if (r.schema === "public" && (r.kind === "m" || r.kind === "f")) {
        yield [qualified(r), "Policies do not apply to materialised views and foreign tables"];
      }
    },
  },
  {
    id: "owner",
    fix: "alter ... owner to the owner of the database",
    *breaches({ relation: r }) {
      if (dataPathRoles.includes(r.owner))
        yield [qualified(r), `It belongs to ${r.owner}, and owners pass their policies`];
    },
  },
  {
    id: "comment",
    fix: "comment on table ... is '...'",
    *breaches({ relation: r }) {
      if (r.kind !== "S" && !r.comment?.trim()) yield [qualified(r), "No comment says what it is for"];
    },
  },
  {
    id: "append_only",
    fix: "create trigger _100_append_only before ... execute function private.tg__append_only()",
    *breaches({ relation: r, access }) {
      for (const verb of access?.appendOnly ?? []) {
        const wanted = verb === "truncate" ? "private.tg__no_truncate" : "private.tg__append_only";
        const held = r.triggers.some((t) => t.enabled && t.before && t.function === wanted && t.verbs.includes(verb));
        if (!held) yield [qualified(r), `No trigger keeps the table's owner from ${verb}`];
      }
    },
  },
  {
    id: "audited",
    fix: "create trigger _900_audit after insert or update or delete ... execute function private.tg__audit(...)",
    *breaches({ relation: r, access }) {
      const writes = (t: RelationFacts["triggers"][number]) => t.enabled && /^private\.tg__audit(_|$)/.test(t.function);
      const missing = ["insert", ...(access?.appendOnly?.includes("update") ? [] : ["update", "delete"])].filter(
        (verb) => access?.audited && !r.triggers.some((t) => writes(t) && t.verbs.includes(verb)),
      );
      if (missing.length > 0) yield [qualified(r), `The audit log does not hear of ${missing.join(", ")}`];
    },
  },
];
