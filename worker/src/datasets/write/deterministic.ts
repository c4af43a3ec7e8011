import type { Draft, Finding } from "@plumbline/contracts";
import { crossWriters } from "./cross/index.ts";
import { writeNothingFound } from "./nothing-found.ts";
import { writePlainly } from "./plain.ts";
import { timeWriters } from "./time/index.ts";
import type { KindWriters } from "./writer.ts";

export const deterministic = "deterministic@1";

const writers: KindWriters = { ...timeWriters, ...crossWriters, nothing_found: writeNothingFound };

/** Puts a finding into words without a model: the same finding gives the same words. */
export function writeDeterministic(finding: Finding): Draft {
  const write = writers[finding.kind] ?? writePlainly;
  return { finding_key: finding.key, ...write(finding), written_by: deterministic };
}
