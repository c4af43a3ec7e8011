import type { Claim, Draft, Evidence, Finding } from "@plumbline/contracts";
import { deterministic } from "../write/deterministic.ts";
import { writePlainly } from "../write/plain.ts";
import { checkProse } from "./claims.ts";
import type { TableNames } from "./names.ts";
import type { Recomputed } from "./recomputed.ts";

export { tableNames } from "./table-names.ts";
export type { Recomputed, TableNames };

/** What checked a verified insight; the number grows when the checks change. */
export const verifier = "recomputed@1";

export interface Verification {
  /** All evidence was computed again and is equal, and every number in the prose rounds from it. */
  verified: boolean;
  claims: Claim[];
  /** What is wrong, for the log. */
  problems: string[];
}

/** Checks one draft against evidence that was computed again. A pure function; `recomputed` has one entry for each evidence. */
export function verifyDraft(
  finding: Finding,
  draft: Draft,
  recomputed: readonly Recomputed[],
  table: TableNames,
): Verification {
  const equal = new Set(recomputed.filter((one) => one.equal).map((one) => one.evidence_id));
  const sound = finding.evidence.filter((one) => equal.has(one.id));
  const { claims, unmatched } = checkProse(draft, sound, finding, table);
  const problems = [
    ...evidenceProblems(finding, recomputed),
    ...unmatched.map(({ field, text, reason }) => `${field}: "${text}" ${reason}`),
  ];
  return { verified: problems.length === 0, claims, problems };
}

function evidenceProblems({ evidence }: Finding, recomputed: readonly Recomputed[]): string[] {
  const byId = new Map(recomputed.map((one) => [one.evidence_id, one]));
  const repeated =
    new Set(evidence.map((one) => one.id)).size < evidence.length ? ["two pieces of evidence have one id"] : [];
  const off = evidence.flatMap((one) => {
    const result = byId.get(one.id);
    return result?.equal ? [] : [`${one.id} (${one.kind}): ${result?.reason ?? "was not computed again"}`];
  });
  const nothing = evidence.length === 0 ? ["there is no evidence"] : [];
  return [...repeated, ...off, ...nothing];
}

export interface VerifyInput {
  findings: readonly Finding[];
  /** One for each finding, by `finding_key`. */
  drafts: readonly Draft[];
  table: TableNames;
  /** Computes evidence again from the file, in the child process that may read it. Ids are unique in each call. */
  recompute(evidence: Evidence[]): Promise<Recomputed[]>;
  /** The deterministic words for a finding, for when other words do not hold. */
  rewrite(finding: Finding): Draft;
  log?: { warn(fields: Record<string, unknown>, message: string): void } | undefined;
}

export interface Verified extends Verification {
  finding: Finding;
  draft: Draft;
  verified_by: string;
  verified_rows: number;
}

export interface Dropped {
  finding_key: string;
  problems: string[];
}

/**
 * Checks every finding with its words. Words that do not hold are rewritten deterministically, then as a plain list of
 * the evidence. A finding whose evidence is not equal is dropped; only when nothing at all holds, the one that ranks
 * first is kept and says that it is not verified.
 */
export async function verifyAll(input: VerifyInput): Promise<{ kept: Verified[]; dropped: Dropped[] }> {
  const results = await recomputeAll(input.findings, input.recompute);
  const drafts = new Map(input.drafts.map((draft) => [draft.finding_key, draft]));
  const checked = input.findings.map((finding, i) => settle(finding, drafts.get(finding.key), results[i] ?? [], input));
  const kept = checked.filter(({ verified }) => verified);
  const rest = checked.filter(({ verified }) => !verified);
  for (const { finding, problems } of rest)
    input.log?.warn(
      { kind: finding.kind, problems: problems.length, evidence: problems.map(withoutValues) },
      "a finding does not hold",
    );
  const best = kept.length === 0 ? rest.sort((a, b) => b.finding.score - a.finding.score).shift() : undefined;
  return {
    kept: best ? [best] : kept,
    dropped: rest.map(({ finding, problems }) => ({ finding_key: finding.key, problems })),
  };
}

/** What a log may say: which evidence or field, not the values in it. */
const withoutValues = (problem: string): string => problem.split(":")[0] ?? "";

/** The first words that hold: those given, the deterministic ones, the plain ones. */
function settle(
  finding: Finding,
  draft: Draft | undefined,
  recomputed: readonly Recomputed[],
  input: VerifyInput,
): Verified {
  const base = { finding, verified_by: verifier, verified_rows: input.table.row_count };
  const tries: (() => Draft)[] = [
    ...(draft ? [() => draft] : []),
    ...(draft?.written_by === deterministic ? [] : [() => input.rewrite(finding)]),
    () => ({ finding_key: finding.key, ...writePlainly(finding), written_by: deterministic }),
  ];
  let first: Verified | undefined;
  for (const words of tries) {
    const written = words();
    const result = { ...base, draft: written, ...verifyDraft(finding, written, recomputed, input.table) };
    if (result.verified) return result;
    first ??= result;
    input.log?.warn(
      { kind: finding.kind, written_by: written.written_by, problems: result.problems.length },
      "words do not hold",
    );
  }
  const nothing: Draft = draft ?? input.rewrite(finding);
  return first ?? { ...base, draft: nothing, verified: false, claims: [], problems: ["there are no words"] };
}

/** Recomputes the evidence of all findings in one call, so that scans are shared: ids are made unique and given back. */
async function recomputeAll(
  findings: readonly Finding[],
  recompute: VerifyInput["recompute"],
): Promise<Recomputed[][]> {
  let last = 0;
  const renamed = findings.map(({ evidence }) => {
    const ids = new Map(evidence.map((one) => [one.id, `e${++last}`]));
    const rename = (reference: string): string => {
      const [id = "", ...path] = reference.split("/");
      // A reference to nothing must stay one: ids here are all taken by somebody.
      return [ids.get(id) ?? "e0", ...path].join("/");
    };
    return { ids, list: evidence.map((one) => renameEvidence(one, rename)) };
  });
  const all = await recompute(renamed.flatMap(({ list }) => list));
  const byId = new Map(all.map((one) => [one.evidence_id, one]));
  return renamed.map(({ ids }) =>
    [...ids].flatMap(([own, id]) => {
      const result = byId.get(id);
      return result ? [{ ...result, evidence_id: own }] : [];
    }),
  );
}

const renameEvidence = (one: Evidence, rename: (reference: string) => string): Evidence =>
  one.kind === "comparison"
    ? { ...one, id: rename(one.id), left: rename(one.left), right: rename(one.right) }
    : { ...one, id: rename(one.id) };
