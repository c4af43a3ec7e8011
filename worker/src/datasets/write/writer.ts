import type { Finding, FindingKind } from "@plumbline/contracts";

/** Title, summary and next steps for a finding. Every number in them rounds from the finding's evidence. */
export interface Words {
  /** One sentence without a full stop: the claim, its size and its place. */
  title: string;
  /** One to three sentences, at most 45 words. */
  summary: string;
  /** What to check or do next, for whom: imperative sentences. */
  next_steps: string[];
}

/** Puts findings of one kind into words, deterministically. */
export type KindWriter = (finding: Finding) => Words;
export type KindWriters = Partial<Record<FindingKind, KindWriter>>;
