import { z } from "zod";
import { Id, Timestamp } from "./pages.ts";

/** One question put to a language model. Texts are redacted before they are stored; the hashes are of what was sent and answered. */
export const ModelCall = z
  .object({
    id: Id,
    run_id: Id,
    step_key: z.string(),
    model: z.string(),
    input: z.string(),
    input_sha256: z.string(),
    /** Null when nothing came back. */
    output: z.string().nullable(),
    output_sha256: z.string().nullable(),
    input_tokens: z.int().nullable(),
    output_tokens: z.int().nullable(),
    /** US dollars, by the price when it was asked; null when the model has no price or told no tokens. */
    cost_usd: z.number().nullable(),
    ms: z.int(),
    outcome: z.enum(["ok", "invalid", "failed"]),
    created_at: Timestamp,
  })
  .meta({ ref: "ModelCall" });
export type ModelCall = z.infer<typeof ModelCall>;
export const ModelCallList = z.object({ items: z.array(ModelCall) }).meta({ ref: "ModelCallList" });
