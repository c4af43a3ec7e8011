import {
  settings as defaults,
  type Evidence,
  type Finding,
  type Findings,
  isAppError,
  type Profile,
  type SettingsOf,
} from "@plumbline/contracts";
import { memoryError } from "../table/memory-error.ts";
import type { Table } from "../table/table.ts";
import { detectors as cross } from "./cross/index.ts";
import type { Candidate, DetectorResult } from "./detector.ts";
import { withoutExplainedOutliers } from "./explained-outliers.ts";
import { benjaminiHochberg } from "./fdr.ts";
import { byRank, merge, type Ranked } from "./merge.ts";
import { nothingFound } from "./nothing-found.ts";
import { scoreOf, severityOf } from "./severity.ts";
import { detectors as time } from "./time/index.ts";

/** The tenant's choice of how much is told, and how sure it must be. */
export type DetectSettings = Pick<SettingsOf<"insights">, "max_insights" | "false_discovery_rate">;

export interface DetectOptions {
  table: Table;
  profile: Profile;
  signal: AbortSignal;
  /** Left out: the defaults of the contract. */
  settings?: DetectSettings;
  /** Called before each detector: how many are done, of how many, and the one that starts. */
  progress?: (done: number, total: number, name: string) => void;
}

/**
 * What is worth saying of a table. All tests of all detectors are one family: a candidate that rests on a test becomes a
 * finding when its p-value passes Benjamini-Hochberg at the settings' rate over all of them; a plain fact of the data needs no test. What
 * has one cause is told once, and at most `max_insights` are told, the most important first. Deterministic.
 */
export async function detect({ table, profile, signal, settings, progress }: DetectOptions): Promise<Findings> {
  const { max_insights, false_discovery_rate } = settings ?? defaults.insights.parse({});
  const detectors = [...time, ...cross];
  await table.settle();
  const results: DetectorResult[] = [];
  const broken: string[] = [];
  for (const [i, detector] of detectors.entries()) {
    signal.throwIfAborted();
    progress?.(i, detectors.length, detector.name);
    results.push(
      await detector.detect({ table, profile, signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        // Too much for the memory is the file's fault, and ends the run with its own code.
        const known = memoryError(error);
        if (isAppError(known)) throw known;
        broken.push(detector.name);
        return nothing;
      }),
    );
  }
  progress?.(detectors.length, detectors.length, "done");
  const p_values = results.flatMap((result) => result.p_values);
  const adjust = benjaminiHochberg(p_values);
  const discoveries = results
    .flatMap((result) => result.candidates)
    .filter((candidate) => candidate.p === null || adjust(candidate.p) <= false_discovery_rate);
  const ranked = (await withoutExplainedOutliers(table, discoveries)).map(
    (candidate): Ranked => ({ candidate, score: scoreOf(severityOf(candidate), candidate.effect) }),
  );
  const findings = merge(ranked, max_insights)
    .sort(byRank)
    .map((one) => findingOf(one, adjust));
  const looked = detectors.filter((_, i) => results[i]?.checked !== "").map(({ name }) => name);
  return {
    findings: findings.length > 0 ? findings : [nothingFound(table.row_count, p_values, looked, false_discovery_rate)],
    checked: results.map(({ checked }) => checked).filter((phrase) => phrase !== ""),
    column_facts: results.flatMap(({ facts }) => facts ?? []),
    broken,
    tests: p_values.length,
  };
}

/** The result of a detector that broke off: one defect must not take the other findings along. */
const nothing: DetectorResult = { candidates: [], p_values: [], checked: "" };

function findingOf({ candidate, score }: Ranked, adjust: (p: number) => number): Finding {
  return {
    key: candidate.key,
    kind: candidate.kind,
    severity: severityOf(candidate),
    score,
    columns: candidate.columns,
    facts: candidate.facts,
    evidence: candidate.evidence.map((one) => withAdjusted(one, candidate, adjust)),
  };
}

const withAdjusted = (evidence: Evidence, candidate: Candidate, adjust: (p: number) => number): Evidence =>
  evidence.kind === "test" && evidence.p !== null && candidate.p !== null
    ? { ...evidence, p_adjusted: adjust(evidence.p) }
    : evidence;
