import type { Becoming } from "../behaviour/attempt.ts";
import { throughCalls } from "../behaviour/through-calls.ts";
import { throughSql } from "../behaviour/through-sql.ts";
import { type Catalogue, ClusterFacts, FunctionFacts, qualified, RelationFacts } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import { type Session, tryTo, undone } from "../session.ts";
import { judgeCluster, judgeFunctions, judgeRelation } from "../static/static.ts";
import { tenantTablesOf } from "../static/table-rules.ts";
import { quote } from "../world/values.ts";
import type { World } from "../world/world.ts";
import { clusterMutants } from "./cluster.ts";
import { whyEquivalent } from "./equivalent.ts";
import { gateMutants } from "./gates.ts";
import type { Mutant } from "./mutant.ts";
import { functionMutants, grantMutants } from "./privileges.ts";
import { keyMutants, policyMutants, tableMutants } from "./tables.ts";

export interface MutationReport {
  tried: number;
  killed: number;
  survivors: Finding[];
  /** How many each layer noticed. Those with attempts are put to both when `thorough`, else to attempts only if no rule noticed. */
  killed_by: { static: number; behaviour: number; both: number };
  kinds: Record<string, { tried: number; killed: number }>;
  /** Survivors that are no holes, each with the reason. Not counted as tried. */
  equivalent: { object: string; sentence: string; reason: string }[];
  /** What the connected user may not do, and so nobody with less. */
  untried: { object: string; sentence: string; reason: string }[];
}
export interface MutationOptions {
  becoming: Becoming;
  thorough: boolean;
  /** What the unbroken database fails already: that alone kills no mutant. */
  baseline: Finding[];
  only?: (mutant: Mutant) => boolean;
  onProgress?: (done: number, of: number) => void;
}

/** Breaks the isolation in every way known, one at a time and undone at once, and sees whether the check turns red. */
export async function runMutation(
  session: Session,
  catalogue: Catalogue,
  world: World,
  options: MutationOptions,
): Promise<MutationReport> {
  const gates = await gateMutants(session, catalogue, world);
  const mutants = [
    ...gates.mutants,
    ...policyMutants(catalogue),
    ...tableMutants(catalogue),
    ...keyMutants(catalogue),
    ...clusterMutants(catalogue),
    ...functionMutants(catalogue),
    ...grantMutants(catalogue),
  ].filter(options.only ?? (() => true));
  const report: MutationReport = {
    tried: 0,
    killed: 0,
    survivors: gates.unmade,
    killed_by: { static: 0, behaviour: 0, both: 0 },
    kinds: {},
    equivalent: [],
    untried: [],
  };
  for (const [i, mutant] of mutants.entries()) {
    note(report, mutant, await undone(session, () => put(session, catalogue, world, mutant, options)));
    options.onProgress?.(i + 1, mutants.length);
  }
  return report;
}

type Verdict = { noticed: { static: boolean; behaviour: boolean } } | { refused: string };

async function put(
  session: Session,
  catalogue: Catalogue,
  world: World,
  mutant: Mutant,
  options: MutationOptions,
): Promise<Verdict> {
  const refused = await tryTo(session, mutant.sql);
  if (refused) return { refused: refused.message };
  const known = new Set(options.baseline.map(identity));
  const isNew = (finding: Finding | undefined) => finding !== undefined && !known.has(identity(finding));
  const { changed, findings } = await rules(session, catalogue, mutant.look);
  // Postgres answers a grant that the user may not make with no more than a warning.
  if (!changed && mutant.tables.length === 0 && !mutant.calls) return { refused: "it changed nothing" };
  const ruled = findings.some(isNew);
  if (ruled && !options.thorough) return { noticed: { static: true, behaviour: false } };
  // One red attempt is enough, so table by table.
  for (const table of mutant.tables) {
    const played = await throughSql(session, world, options.becoming, [table]);
    if (played.some((p) => isNew(p.failure))) return { noticed: { static: ruled, behaviour: true } };
  }
  const called = mutant.calls ? await throughCalls(session, world, catalogue, options.becoming, mutant.calls) : [];
  return { noticed: { static: ruled, behaviour: called.some((p) => isNew(p.failure)) } };
}

const identity = (f: Finding): string => [f.rule, f.object, f.sentence].join();

/** The rules, asked of that part of the catalogue alone, and whether it is another than before. */
async function rules(
  session: Session,
  catalogue: Catalogue,
  look: Mutant["look"],
): Promise<{ changed: boolean; findings: Finding[] }> {
  const ask = async (question: string): Promise<unknown> =>
    (await session.unsafe(`select ${question} as answer`))[0]?.answer;
  const differs = (before: unknown, after: unknown) => JSON.stringify(before) !== JSON.stringify(after);
  if (look === "cluster") {
    const cluster = ClusterFacts.parse(await ask("pg_temp.cluster_facts()"));
    return { changed: differs(catalogue.cluster, cluster), findings: judgeCluster({ ...catalogue, cluster }) };
  }
  if ("relation" in look) {
    const facts = RelationFacts.parse(await ask(`pg_temp.relation_facts(${quote(look.relation)}::regclass)`));
    const before = catalogue.relations.find((r) => qualified(r) === look.relation);
    return { changed: differs(before, facts), findings: judgeRelation(facts, tenantTablesOf(catalogue)) };
  }
  const facts = FunctionFacts.parse(await ask(`pg_temp.function_facts(${quote(look.function)}::regprocedure)`));
  const before = catalogue.functions.find((f) => f.signature === look.function);
  return { changed: differs(before, facts), findings: judgeFunctions([facts]) };
}

function note(report: MutationReport, mutant: Mutant, verdict: Verdict): void {
  const { object, sentence } = mutant;
  if ("refused" in verdict) {
    report.untried.push({ object, sentence, reason: verdict.refused });
    return;
  }
  const { noticed } = verdict;
  const killed = noticed.static || noticed.behaviour;
  const reason = killed ? undefined : whyEquivalent(mutant);
  if (reason !== undefined) {
    report.equivalent.push({ object, sentence, reason });
    return;
  }
  report.tried++;
  const kind = report.kinds[mutant.kind] ?? { tried: 0, killed: 0 };
  report.kinds[mutant.kind] = kind;
  kind.tried++;
  if (!killed) {
    report.survivors.push({
      rule: mutant.kind,
      object,
      sentence: `${sentence}, and the check stays green`,
      fix: "Add a rule or an attempt that notices it, or argue in mutation/equivalent.ts why it is no hole",
    });
    return;
  }
  report.killed++;
  kind.killed++;
  if (noticed.static) report.killed_by.static++;
  if (noticed.behaviour) report.killed_by.behaviour++;
  if (noticed.static && noticed.behaviour) report.killed_by.both++;
}
