import type { z } from "zod";

export interface TextRequest {
  system: string;
  user: string;
  /** What the answer must be; the model is told to answer with JSON. */
  schema: z.ZodType;
  signal?: AbortSignal;
  /** Told of what came back before it is parsed. */
  answered?(raw: { output: string; input_tokens: number | null; output_tokens: number | null }): void;
}

/** A language model that answers one question with one JSON value. */
export interface TextModel {
  /** Provider and model, as it is stored with what it wrote: `openai:gpt-4o-mini`. */
  readonly id: string;
  /** The parsed answer, valid by `schema`. Throws when the call fails, is cut short, or the answer is not valid. */
  complete(request: TextRequest): Promise<unknown>;
}
