import { createHash } from "node:crypto";
import type { StepContext } from "../runs/step.ts";
import { maskOf } from "./mask.ts";
import type { TextModel } from "./text-model.ts";

/** One question to a model and what came of it, as it went over the wire. */
export interface CallRecord {
  model: string;
  input: string;
  output: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  ms: number;
  outcome: "ok" | "invalid" | "failed";
}

/** The same model, which leaves a record of every call in `calls`. */
export function recordedModel(model: TextModel, calls: CallRecord[]): TextModel {
  return {
    id: model.id,
    async complete(request) {
      const started_at = performance.now();
      const record: CallRecord = {
        model: model.id,
        input: `${request.system}\n\n${request.user}`,
        output: null,
        input_tokens: null,
        output_tokens: null,
        ms: 0,
        outcome: "failed",
      };
      calls.push(record);
      try {
        const answer = await model.complete({ ...request, answered: (raw) => Object.assign(record, raw) });
        record.outcome = "ok";
        return answer;
      } catch (error) {
        // Something came back, and it was no good.
        if (record.output !== null) record.outcome = "invalid";
        throw error;
      } finally {
        record.ms = Math.round(performance.now() - started_at);
      }
    },
  };
}

/**
 * Stores the records with the step's run. What looks like personal data is removed once more: nothing that a prompt let
 * through may stay. The hashes are of the texts before that, so that what a provider logged can be matched.
 */
export async function storeModelCalls(ctx: StepContext, calls: readonly CallRecord[]): Promise<void> {
  if (calls.length === 0) return;
  const { hide } = maskOf([]);
  const rows = calls.map((call) => ({
    ...call,
    input: hide(call.input),
    input_sha256: sha256(call.input),
    output: call.output === null ? null : hide(call.output),
    output_sha256: call.output === null ? null : sha256(call.output),
  }));
  const text = JSON.stringify(rows).replaceAll("\\u0000", "\\ufffd");
  await ctx.tx(
    (tx) => tx`
      insert into public.model_calls (tenant_id, id, run_id, step_key, model, input, input_sha256, output, output_sha256,
        input_tokens, output_tokens, cost_usd, ms, outcome)
      select ${ctx.run.tenant_id}, gen_random_uuid(), ${ctx.run.id}, ${ctx.key}, c.model, c.input, c.input_sha256, c.output,
        c.output_sha256, c.input_tokens, c.output_tokens,
        (c.input_tokens * m.usd_per_million_input + c.output_tokens * m.usd_per_million_output) / 1e6, c.ms, c.outcome
      from jsonb_to_recordset(${text}::text::jsonb) as c (model text, input text, input_sha256 text, output text,
        output_sha256 text, input_tokens int, output_tokens int, ms int, outcome text)
      left join public.text_models m on m.name = c.model`,
  );
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
