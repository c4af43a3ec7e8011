import { type Access, accessTable } from "../../access-table.ts";
import type { Catalogue, FunctionFacts, RelationFacts } from "../catalogue.ts";
import { type Finding, judge } from "../finding.ts";
import { clusterRules } from "./cluster-rules.ts";
import { functionRules } from "./function-rules.ts";
import { grantRules } from "./grant-rules.ts";
import { keyRules } from "./key-rules.ts";
import { policyRules } from "./policy-rules.ts";
import { tableRules, tenantTablesOf } from "./table-rules.ts";

const relationRules = [...tableRules, ...keyRules, ...policyRules, ...grantRules];

/** The name of every rule. */
export const ruleIds: string[] = [...relationRules, ...functionRules, ...clusterRules].map((rule) => rule.id);

/** Breaches by one table or view. */
export const judgeRelation = (relation: RelationFacts, tenantTables: ReadonlySet<string>): Finding[] => {
  const access = relation.schema === "public" ? declared(relation.name) : undefined;
  return judge(relationRules, [{ relation, access, tenantTables }]);
};
const declared = (name: string): Access | undefined =>
  Object.hasOwn(accessTable, name) ? accessTable[name] : undefined;

export const judgeFunctions = (functions: FunctionFacts[]): Finding[] => judge(functionRules, functions);
export const judgeCluster = (catalogue: Catalogue): Finding[] => judge(clusterRules, [catalogue]);

/** Holds the whole catalogue to every rule. `checked` counts rules times what they were asked of. */
export function runStatic(catalogue: Catalogue): { checked: number; failures: Finding[] } {
  const tenantTables = tenantTablesOf(catalogue);
  const there = new Set(catalogue.relations.filter((r) => r.schema === "public").map((r) => r.name));
  const gone = Object.keys(accessTable).filter((name) => !there.has(name));
  return {
    checked:
      relationRules.length * catalogue.relations.length +
      functionRules.length * catalogue.functions.length +
      clusterRules.length +
      Object.keys(accessTable).length,
    failures: [
      ...gone.map((name) => ({
        rule: "table_declared",
        object: `public.${name}`,
        sentence: "The declared table is not there",
        fix: "Apply the migrations, or remove its line from scripts/qa/access-table.ts",
      })),
      ...catalogue.relations.flatMap((r) => judgeRelation(r, tenantTables)),
      ...judgeFunctions(catalogue.functions),
      ...judgeCluster(catalogue),
    ],
  };
}
