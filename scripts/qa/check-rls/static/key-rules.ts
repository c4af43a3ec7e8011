import { hasColumn, isTable, qualified, type RelationFacts } from "../catalogue.ts";
import type { Rule } from "../finding.ts";
import type { RelationSubject } from "./table-rules.ts";

const list = (columns: string[]) => columns.join(", ");

/** Whether the shape of a table makes a row that points across tenants impossible, and every check of it fast. */
export const keyRules: Rule<RelationSubject>[] = [
  {
    id: "primary_key",
    fix: "Give it a primary key",
    *breaches({ relation: r }) {
      if (isTable(r) && !r.keys.some((k) => k.type === "p")) yield [qualified(r), "It has no primary key"];
    },
  },
  {
    id: "tenant_key",
    fix: "tenant_id uuid not null; primary key (tenant_id, id)",
    *breaches({ relation: r, access }) {
      if (r.schema !== "public" || !isTable(r)) return;
      const tenant = r.columns.find((c) => c.name === "tenant_id");
      if (!tenant) {
        if (access && !access.scope) yield [qualified(r), "It has no tenant_id, and no other scope is declared"];
        return;
      }
      const primary = r.keys.find((k) => k.type === "p");
      if (primary?.columns?.[0] !== "tenant_id") yield [qualified(r), "tenant_id does not lead its primary key"];
      if (!tenant.not_null || tenant.type !== "uuid") yield [qualified(r), "tenant_id may be null or is no uuid"];
    },
  },
  {
    id: "tenant_reference",
    fix: "Reference public.tenants (id), or a table that does, by tenant_id",
    *breaches({ relation: r, tenantTables }) {
      if (r.schema !== "public" || !isTable(r) || !hasColumn(r, "tenant_id")) return;
      const anchored = r.keys.some(
        (k) =>
          k.type === "f" &&
          k.columns?.includes("tenant_id") &&
          k.columns.every((name) => r.columns.find((c) => c.name === name)?.not_null) &&
          (k.target === "public.tenants" || (k.target && tenantTables.has(k.target))),
      );
      if (!anchored) yield [qualified(r), "tenant_id refers to nothing: rows may belong to no tenant"];
    },
  },
  {
    id: "foreign_key_tenant",
    fix: "foreign key (tenant_id, x_id) references x (tenant_id, id)",
    *breaches({ relation: r, tenantTables }) {
      // A profile belongs to no tenant; its default tenant is checked against its memberships.
      if (!isTable(r) || !hasColumn(r, "tenant_id")) return;
      for (const k of r.keys) {
        if (k.type !== "f" || !k.target || !tenantTables.has(k.target)) continue;
        const at = k.target_columns?.indexOf("tenant_id") ?? -1;
        if (at < 0 || k.columns?.[at] !== "tenant_id") {
          yield [
            `${qualified(r)} ${k.name}`,
            `It refers to ${k.target} without the tenant: a row may point across tenants`,
          ];
        }
      }
    },
  },
  {
    id: "reference_without_key",
    fix: "Add the foreign key, or declare the column under `loose` with the reason",
    *breaches({ relation: r, access }) {
      if (r.schema !== "public" || !isTable(r)) return;
      const keyed = new Set(r.keys.flatMap((k) => (k.type === "f" ? (k.columns ?? []) : [])));
      for (const c of r.columns) {
        const own = c.name === "id" || c.name === "tenant_id" || (access?.scope === "profiles" && c.name === "user_id");
        if (c.type === "uuid" && !own && !keyed.has(c.name) && !access?.loose?.[c.name]) {
          yield [`${qualified(r)}.${c.name}`, "It holds an id that no foreign key checks"];
        }
      }
    },
  },
  {
    id: "foreign_key_index",
    fix: "create index on ... (the foreign key's columns)",
    *breaches({ relation: r }) {
      for (const k of r.keys) {
        if (k.type !== "f" || !k.columns) continue;
        const wanted = new Set(k.columns);
        const held = r.indexes.some(
          (i) =>
            i.valid && holdsEveryKey(i) && i.columns.slice(0, wanted.size).every((c) => c !== null && wanted.has(c)),
        );
        if (!held) yield [`${qualified(r)} ${k.name}`, `No index begins with (${list(k.columns)})`];
      }
    },
  },
  {
    id: "policy_index",
    fix: "create index on ... (tenant_id, ...)",
    *breaches({ relation: r }) {
      for (const p of r.policies) {
        // An insert is checked row by row; nothing is looked up.
        if (p.verb === "insert" || p.columns.length === 0) continue;
        const held = r.indexes.some((i) => i.valid && !i.partial && i.columns[0] && p.columns.includes(i.columns[0]));
        if (!held) yield [`${qualified(r)} ${p.name}`, `No index begins with one of (${list(p.columns)})`];
      }
    },
  },
  {
    id: "index_useless",
    fix: "Drop it, or reindex it",
    *breaches({ relation: r }) {
      for (const [n, i] of r.indexes.entries()) {
        if (!i.valid) yield [`${qualified(r)} ${i.name}`, "The index is not valid: its build broke off"];
        const twin = r.indexes.slice(0, n).find((other) => other.shape === i.shape);
        if (twin) yield [`${qualified(r)} ${i.name}`, `The index is the same as ${twin.name}`];
      }
    },
  },
  {
    id: "column_type",
    fix: "Store the name as text",
    *breaches({ relation: r }) {
      for (const c of r.columns) {
        if (isTable(r) && /^reg(?!class$|role$|type$)/.test(c.type)) {
          yield [`${qualified(r)}.${c.name}`, `${c.type} does not survive an upgrade of Postgres`];
        }
      }
    },
  },
];

/** Whether every row that the key can point from is in the index: null points nowhere. */
const holdsEveryKey = (index: RelationFacts["indexes"][number]): boolean =>
  !index.partial || index.columns.some((c) => index.predicate === `(${c} IS NOT NULL)`);
