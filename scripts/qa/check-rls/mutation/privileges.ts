import { type Catalogue, isTable, qualified, type RelationFacts } from "../catalogue.ts";
import { quoteName } from "../world/values.ts";
import type { Mutant } from "./mutant.ts";

const roles = ["anon", "authenticated", "worker", "edge"];
const holds = (r: RelationFacts, role: string, privilege: string, column: string | null) =>
  r.grants.some((g) => g.grantee === role && g.privilege === privilege && (g.column === null || g.column === column));

/** Every privilege that a role does not hold, granted: on tables, and column by column where that is something else. */
export function grantMutants(catalogue: Catalogue): Mutant[] {
  return catalogue.relations
    .filter((r) => r.kind !== "S")
    .flatMap((r) => {
      const mutant = (role: string, privilege: string, what: string): Mutant => ({
        kind: what === privilege ? "table privilege" : "column privilege",
        object: qualified(r),
        sentence: `${role} was granted ${what}`,
        sql: `grant ${what} on ${qualified(r)} to ${role}`,
        look: { relation: qualified(r) },
        tables: [],
      });
      const whole = [
        "select",
        "insert",
        "update",
        "delete",
        ...(isTable(r) ? ["truncate", "references", "trigger"] : []),
      ];
      return [...roles, "public"].flatMap((role) => [
        ...whole
          .filter((privilege) => !holds(r, role, privilege, null))
          .map((privilege) => mutant(role, privilege, privilege)),
        ...(role === "public" || role === "edge" ? [] : ["select", "insert", "update"]).flatMap((privilege) =>
          r.columns
            .filter((c) => !holds(r, role, privilege, c.name))
            .map((c) => mutant(role, privilege, `${privilege} (${quoteName(c.name)})`)),
        ),
      ]);
    });
}

/** EXECUTE for whoever does not hold it; a search path of the caller's choice; an owner's rights where the API can call. */
export function functionMutants(catalogue: Catalogue): Mutant[] {
  return catalogue.functions.flatMap((f) => {
    const mutant = (kind: string, sentence: string, sql: string): Mutant => ({
      kind,
      object: f.signature,
      sentence,
      sql,
      look: { function: f.signature },
      tables: [],
    });
    const held = new Set(f.grants.map((g) => g.grantee));
    return [
      ...[...roles, "public"]
        .filter((role) => !held.has(role))
        .map((role) =>
          mutant("function privilege", `${role} may call it`, `grant execute on function ${f.signature} to ${role}`),
        ),
      mutant("search path", "It has the caller's search path", `alter function ${f.signature} reset search_path`),
      ...(f.schema === "public"
        ? [
            mutant(
              "definer in public",
              "It runs with its owner's rights",
              `alter function ${f.signature} security definer`,
            ),
          ]
        : []),
    ];
  });
}
