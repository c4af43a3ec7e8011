import type { Grants } from "../../access-table.ts";
import { qualified, type RelationFacts } from "../catalogue.ts";
import type { Rule } from "../finding.ts";
import type { RelationSubject } from "./table-rules.ts";

/** What somebody holds, one privilege a string: `select`, `update (name)`. */
function held(relation: RelationFacts, grantee: string): Set<string> {
  const mine = relation.grants.filter((g) => g.grantee === grantee);
  return new Set(mine.map((g) => (g.column === null ? g.privilege : `${g.privilege} (${g.column})`)));
}

function declared(grants: Grants | undefined): Set<string> {
  return new Set(
    Object.entries(grants ?? {}).flatMap(([verb, what]) =>
      Array.isArray(what) ? what.map((column) => `${verb} (${column})`) : [verb],
    ),
  );
}

/** Whether each role holds what was declared, column by column, and nothing else. */
export const grantRules: Rule<RelationSubject>[] = [
  {
    id: "grants_declared",
    fix: "Grant or revoke in a migration, or correct scripts/qa/access-table.ts",
    *breaches({ relation: r, access }) {
      const grantees = new Set(["authenticated", "worker", ...r.grants.map((g) => g.grantee)]);
      for (const grantee of grantees) {
        const actual = held(r, grantee);
        const wanted = declared(grantee === "authenticated" || grantee === "worker" ? access?.[grantee] : undefined);
        const extra = [...actual].filter((g) => !wanted.has(g));
        const missing = [...wanted].filter((g) => !actual.has(g));
        if (extra.length > 0) yield [qualified(r), `${grantee} holds ${extra.join(", ")}, which nobody declared`];
        if (missing.length > 0)
          yield [qualified(r), `${grantee} does not hold ${missing.join(", ")}, which is declared`];
      }
    },
  },
  {
    id: "grants_by_column",
    fix: "grant insert (a, b), update (a) on ...",
    *breaches({ relation: r }) {
      for (const g of r.grants) {
        const whole =
          g.column === null && (g.privilege === "update" || (g.privilege === "insert" && g.grantee !== "worker"));
        if (whole) yield [qualified(r), `${g.grantee} may ${g.privilege} every column, those of tomorrow too`];
      }
    },
  },
  {
    id: "grants_passed_on",
    fix: "revoke grant option for ...",
    *breaches({ relation: r }) {
      for (const g of r.grants) if (g.grantable) yield [qualified(r), `${g.grantee} may pass ${g.privilege} on`];
    },
  },
];
