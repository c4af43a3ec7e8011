import type { Draft, Finding, Profile } from "@plumbline/contracts";
import type { TextModel } from "../../models/text-model.ts";
import { writeDeterministic } from "./deterministic.ts";
import { ModelWriter } from "./model-writer.ts";

export { writeDeterministic };

export interface WriteOptions {
  /** The text model that serves; none means the deterministic writer. */
  models?: { text?: TextModel | undefined };
  signal?: AbortSignal;
  /** Told of every text that fell back, with a reason free of personal data. */
  log?: { warn(fields: Record<string, unknown>, message: string): void };
}

/**
 * Words for every finding, in order. With a model, each text of it must parse, keep the house rules and have all its
 * numbers in the evidence; otherwise, and whenever the model fails, the deterministic text is taken. Never fails because
 * a model did; only an abort of `signal` throws.
 */
export async function writeAll(
  findings: readonly Finding[],
  profile: Profile,
  options: WriteOptions = {},
): Promise<Draft[]> {
  const model = options.models?.text;
  if (!model) return findings.map(writeDeterministic);
  const writer = new ModelWriter(model, profile, options);
  const drafts: Draft[] = [];
  const queue = [...findings.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [i, finding] = next;
      drafts[i] = await writer.write(finding);
    }
  };
  await Promise.all(Array.from({ length: Math.min(at_once, findings.length) }, work));
  return drafts;
}

/** Calls to the model under way at a time. */
const at_once = 4;
