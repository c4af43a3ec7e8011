import type { Draft, Finding } from "@plumbline/contracts";
import { crossWriters } from "./cross/index.ts";
import { writeNothingFound } from "./nothing-found.ts";
import { writePlainly } from "./plain.ts";
import { timeWriters } from "./time/index.ts";
import type { KindWriters, Words } from "./writer.ts";

export const deterministic = "deterministic@1";

const writers: KindWriters = { ...timeWriters, ...crossWriters, nothing_found: writeNothingFound };

/**
 * Puts a finding into words without a model: the same finding gives the same words. A finding whose facts its writer
 * cannot read is told plainly, by its evidence: one bad finding must not cost a run the others.
 */
export function writeDeterministic(finding: Finding): Draft {
  return { finding_key: finding.key, ...wordsFor(finding), written_by: deterministic };
}

function wordsFor(finding: Finding): Words {
  const write = writers[finding.kind] ?? writePlainly;
  try {
    return write(finding);
  } catch {
    return writePlainly(finding);
  }
}
