import type { Evidence, FindingKind, Profile, Severity } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";

/**
 * Something a detector thinks is worth saying. It becomes a finding when it survives the control of the false
 * discovery rate over all tests of the file, the minimum effect, and the merging of what has one cause.
 */
export interface Candidate {
  /** Stable for the same data: `trend:sales:month`. */
  key: string;
  kind: FindingKind;
  /** The leading column first. */
  columns: string[];
  /** What the words need beside the evidence; typed in the detector's own file. */
  facts: Record<string, unknown>;
  /** Ids are local (`e1`, `e2`, ...) to this candidate. */
  evidence: Evidence[];
  /** The raw p-value of the test behind it; null for a plain fact of the data (duplicates, impossible values). */
  p: number | null;
  /** Effect on something a person cares about, 0 to 1: ranks findings of one severity. */
  effect: number;
  /** Share of a total or of all rows that is moved or affected; decides severity (see severity.ts). */
  moved: number;
  /** Set only where the rule of severity.ts does not fit: numbers that cannot be trusted are critical. */
  severity?: Severity;
  /** Candidates that share a cause are one finding; the highest rank survives: `level:sales:2017-03`. */
  cause?: string;
  /** Among candidates of one cause the one with the largest lead is told, whatever its rank: sales before rows. */
  lead?: number;
}

export interface DetectorResult {
  candidates: Candidate[];
  /** The p-values of every test made, those of the candidates included: what the false discovery rate is taken over. */
  p_values: number[];
  /** One phrase for "what was checked": "12 trends in monthly series". Empty when nothing could be checked. */
  checked: string;
  /** Facts for columns that are no insight: column name -> sentence. */
  facts?: { column: string; fact: string }[];
}

export interface DetectorContext {
  table: Table;
  profile: Profile;
  signal: AbortSignal;
}

/** Looks for one kind of finding. Deterministic: the same table gives the same answer. */
export interface Detector {
  name: string;
  detect(context: DetectorContext): Promise<DetectorResult>;
}
