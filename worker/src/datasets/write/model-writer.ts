import type { Draft, Finding, Profile } from "@plumbline/contracts";
import { z } from "zod";
import { type Mask, maskOf } from "../../models/mask.ts";
import { isPersonalColumn } from "../../models/personal.ts";
import type { TextModel } from "../../models/text-model.ts";
import { checkProse } from "../verify/claims.ts";
import { tableNames } from "../verify/table-names.ts";
import { writeDeterministic } from "./deterministic.ts";
import type { WriteOptions } from "./index.ts";
import { languageFaults } from "./language.ts";
import { promptFor, system } from "./prompt.ts";

const Written = z.object({
  title: z.string().min(1).max(200),
  summary: z.string().min(1).max(600),
  next_steps: z.array(z.string().min(1).max(300)).min(1).max(4),
});

/** Failed calls in a row after which a run asks the model no more: an endpoint that is down must not hold it up. */
const patience = 2;

/** Lets a text model put findings into words, and takes the deterministic words whenever it does not do well. */
export class ModelWriter {
  readonly #model: TextModel;
  readonly #profile: Profile;
  readonly #options: WriteOptions;
  #failures = 0;

  constructor(model: TextModel, profile: Profile, options: WriteOptions) {
    this.#model = model;
    this.#profile = profile;
    this.#options = options;
  }

  async write(finding: Finding): Promise<Draft> {
    const plain = writeDeterministic(finding);
    if (finding.kind === "nothing_found" || this.#failures >= patience) return plain;
    const mask = maskOf(personalValues(finding, this.#profile));
    try {
      const answer = await this.#ask(finding, plain, mask);
      const words = {
        title: mask.restore(answer.title).trim(),
        summary: mask.restore(answer.summary).trim(),
        next_steps: answer.next_steps.map((step) => mask.restore(step).trim()),
      };
      const faults = [
        ...checkProse(words, finding.evidence, finding, tableNames(this.#profile)).unmatched.map(
          ({ field, reason }) => `${field}: a number that ${reason}`,
        ),
        ...languageFaults(words, finding),
      ];
      if (faults.length === 0) return { finding_key: finding.key, ...words, written_by: this.#model.id };
      this.#tell(finding, "the text does not hold", faults.length);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#tell(finding, error instanceof Error ? error.name : "unknown", 0);
    }
    return plain;
  }

  async #ask(finding: Finding, plain: Draft, mask: Mask): Promise<z.infer<typeof Written>> {
    try {
      const answer = await this.#model.complete({
        system,
        user: mask.hide(promptFor(finding, plain)),
        schema: Written,
        ...(this.#options.signal ? { signal: this.#options.signal } : {}),
      });
      this.#failures = 0;
      return Written.parse(answer);
    } catch (error) {
      // An answer that is no good is one text lost; an endpoint that does not answer will lose all of them.
      if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) this.#failures += 1;
      throw error;
    }
  }

  /** Keys and texts may hold values of the data, so the log has neither. */
  #tell(finding: Finding, reason: string, faults: number): void {
    this.#options.log?.warn(
      { kind: finding.kind, model: this.#model.id, reason, faults },
      "model text replaced by the deterministic one",
    );
  }
}

/** Values of personal columns that the finding or the profile shows. */
function personalValues(finding: Finding, profile: Profile): string[] {
  const personal = new Set(profile.columns.filter(isPersonalColumn).map(({ name }) => name));
  const values = profile.columns
    .filter(({ name }) => personal.has(name))
    .flatMap(({ top }) => top.map(({ value }) => value));
  for (const one of finding.evidence) {
    const filter =
      one.kind === "rows" ? one.where : one.kind === "aggregate" || one.kind === "series" ? one.query.filter : [];
    for (const condition of filter) {
      if (!personal.has(condition.column)) continue;
      if ("value" in condition) values.push(String(condition.value));
      if ("values" in condition) values.push(...condition.values.map(String));
    }
    if (one.kind === "series" && personal.has(one.by.column)) values.push(...one.points.map(({ group }) => group));
  }
  return values;
}
