import { hasColumn, isTable, type PolicyFact, qualified, type RelationFacts } from "../catalogue.ts";
import { conjuncts } from "../expression.ts";
import type { Rule } from "../finding.ts";
import type { RelationSubject } from "./table-rules.ts";

const verbs = ["select", "insert", "update", "delete"] as const;
const applies = (p: PolicyFact, role: string, verb: string) =>
  p.roles.includes(role) && (p.verb === verb || p.verb === "all");
const at = (r: RelationFacts, p: PolicyFact) => `${qualified(r)} ${p.name}`;
/** The conditions a policy really has: without a check of its own, what it writes is held to what it sees. */
const conditions = (p: PolicyFact) => [
  ...(p.verb === "insert" ? [] : [p.using]),
  ...(p.verb === "select" || p.verb === "delete" ? [] : [p.check ?? p.using]),
];

/** One conjunct that ties each row to the caller, for rows of a tenant. */
const pins: Record<string, RegExp> = {
  authenticated:
    /^(tenant_id = \( SELECT private\.tenant_id\(('\w+'::[\w.]+)?\) AS tenant_id\)|user_id = \( SELECT auth\.uid\(\) AS uid\))$/,
  worker: /^tenant_id = \( SELECT private\.job_tenant_id\(\) AS job_tenant_id\)$/,
};
/** What the condition must ask at least, for rows that are not a tenant's. */
const asks: Record<string, RegExp> = {
  authenticated: /private\.tenant_id\(|auth\.uid\(\)/,
  worker: /private\.job_tenant_id\(\)/,
};

/** Whether policies are there for what is granted, and say what they must. */
export const policyRules: Rule<RelationSubject>[] = [
  {
    id: "policy_per_grant",
    fix: "create policy <table>_<verb>_<lowest role>",
    *breaches({ relation: r }) {
      if (!isTable(r)) return;
      const granted = new Set(r.grants.map((g) => `${g.grantee} ${g.privilege}`));
      for (const role of ["authenticated", "worker"]) {
        for (const verb of verbs) {
          if (granted.has(`${role} ${verb}`) && !r.policies.some((p) => p.permissive && applies(p, role, verb))) {
            yield [qualified(r), `${role} was granted ${verb}, and no policy says for which rows`];
          }
        }
      }
    },
  },
  {
    id: "policy_role",
    fix: "create policy ... to authenticated (or worker)",
    *breaches({ relation: r }) {
      for (const p of r.policies) {
        const wrong = p.roles.filter((role) => role !== "authenticated" && role !== "worker");
        if (wrong.length > 0 || p.roles.length > 1) yield [at(r, p), `The policy is for ${p.roles.join(", ")}`];
      }
    },
  },
  {
    id: "policy_pinned",
    fix: "using (tenant_id = (select private.tenant_id()))",
    *breaches({ relation: r }) {
      for (const p of r.policies) {
        for (const role of p.permissive ? p.roles : []) {
          const tied = (condition: string | null) =>
            condition !== null &&
            (hasColumn(r, "tenant_id")
              ? conjuncts(condition).some((c) => pins[role]?.test(c))
              : asks[role]?.test(condition));
          if (!conditions(p).every(tied))
            yield [at(r, p), "Its condition does not tie a row to the caller: it lets others through"];
        }
      }
    },
  },
  {
    id: "policy_once",
    fix: "Write (select private.tenant_id()), (select auth.uid())",
    *breaches({ relation: r }) {
      const bare = /(?<!SELECT )\b(auth\.(uid|jwt|role)\(\)|private\.(job_)?tenant_id\(|current_setting\()/i;
      for (const p of r.policies) {
        if (conditions(p).some((c) => c !== null && bare.test(c)))
          yield [at(r, p), "A function is asked for each row, not once"];
      }
    },
  },
  {
    id: "policy_metadata",
    fix: "Read the membership, never the token's metadata",
    *breaches({ relation: r }) {
      for (const p of r.policies) {
        if (conditions(p).some((c) => c && /user_metadata|auth\.jwt\(\)/.test(c))) {
          yield [at(r, p), "It trusts what people may write into their own token"];
        }
      }
    },
  },
  {
    id: "policy_null_caller",
    fix: "Remove the branch: nobody is not somebody",
    *breaches({ relation: r }) {
      const nobody = /(auth\.(uid|jwt|role)\(\)|tenant_id\([^)]*\)|current_setting\([^)]*\))( AS \w+\))? IS NULL/i;
      for (const p of r.policies) {
        if (conditions(p).some((c) => c && nobody.test(c))) yield [at(r, p), "It lets those through who are nobody"];
      }
    },
  },
  {
    id: "policy_overlap",
    fix: "Make them one, or declare under `overlap` why not",
    *breaches({ relation: r, access }) {
      if (access?.overlap) return;
      for (const role of ["authenticated", "worker"]) {
        for (const verb of verbs) {
          const same = r.policies.filter((p) => p.permissive && applies(p, role, verb));
          if (same.length > 1)
            yield [qualified(r), `${same.length} policies let ${role} ${verb}: ${same.map((p) => p.name).join(", ")}`];
        }
      }
    },
  },
];
