import { callable } from "../../access-table.ts";
import { type FunctionFacts, qualified } from "../catalogue.ts";
import type { Rule } from "../finding.ts";
import { dataPathRoles } from "./table-rules.ts";

/** Where functions live, what they look up names in, and who may call them. */
export const functionRules: Rule<FunctionFacts>[] = [
  {
    id: "definer_private",
    fix: "Move it to private, with an invoker shim in public",
    *breaches(f) {
      if (f.definer && f.schema !== "private")
        yield [f.signature, "It runs with its owner's rights where the API can call it"];
    },
  },
  {
    id: "search_path",
    fix: "set search_path = ''",
    *breaches(f) {
      if (!f.pinned) yield [f.signature, "The caller's search path decides what its names mean"];
    },
  },
  {
    id: "execute_declared",
    fix: "Grant or revoke in a migration, or correct `callable` in scripts/qa/access-table.ts",
    *breaches(f) {
      const wanted = new Set(
        Object.entries(callable).flatMap(([role, names]) => (names.includes(qualified(f)) ? [role] : [])),
      );
      const actual = new Set(f.grants.map((g) => g.grantee));
      for (const role of actual)
        if (!wanted.has(role)) yield [f.signature, `${role} may call it, which nobody declared`];
      for (const role of wanted)
        if (!actual.has(role)) yield [f.signature, `${role} may not call it, which is declared`];
    },
  },
  {
    id: "trigger_granted",
    fix: "revoke execute on function ... from ...",
    *breaches(f) {
      if (f.trigger && f.grants.length > 0) yield [f.signature, "A trigger function is for triggers alone"];
    },
  },
  {
    id: "function_owner",
    fix: "alter function ... owner to the owner of the database",
    *breaches(f) {
      if (dataPathRoles.includes(f.owner)) yield [f.signature, `It belongs to ${f.owner}, who could replace it`];
    },
  },
];
