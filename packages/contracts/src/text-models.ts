import { z } from "zod";
import { Timestamp } from "./pages.ts";

/** Provider and model as its provider names the version, as `openai:gpt-4o-mini-2024-07-18`; `deterministic` is the built-in writer. */
export const TextModelName = z.string().regex(/^[^\s\p{C}]{1,200}$/u, "is no model's name, as openai:gpt-4o-mini");
export const deterministicModel = "deterministic";

/** What words may be written by. Offered by the workers; the same for every tenant. */
export const TextModelInfo = z
  .object({
    name: TextModelName,
    /** Whether it writes where a run names none. */
    is_default: z.boolean(),
    /** US dollars for a million tokens, as the platform's operator says; null when nobody has. */
    usd_per_million_input: z.number().min(0).nullable(),
    usd_per_million_output: z.number().min(0).nullable(),
    /** When a worker that offers it last started. */
    offered_at: Timestamp,
  })
  .meta({ ref: "TextModelInfo" });
export type TextModelInfo = z.infer<typeof TextModelInfo>;
export const TextModelList = z.object({ items: z.array(TextModelInfo) }).meta({ ref: "TextModelList" });
