import OpenAI from "openai";
import type { TextModel } from "./text-model.ts";

export interface OpenAiConfig {
  /** Empty for endpoints that need none. */
  api_key?: string | undefined;
  /** Any endpoint that speaks the chat-completions protocol; OpenAI's own when left out. */
  base_url?: string | undefined;
  model?: string | undefined;
  timeout_ms?: number | undefined;
  max_retries?: number | undefined;
}

const default_model = "gpt-4o-mini";
/** Enough for a title, a summary and three steps; more would be off the point. */
const max_tokens = 700;

/** A text model behind an OpenAI-compatible endpoint, at temperature 0. The key goes to that endpoint and nowhere else. */
export function openAiModel(config: OpenAiConfig): TextModel {
  const model = config.model || default_model;
  const client = new OpenAI({
    apiKey: config.api_key || "none",
    baseURL: config.base_url || "https://api.openai.com/v1",
    timeout: config.timeout_ms ?? 20_000,
    maxRetries: config.max_retries ?? 2,
    // The library would read these from the environment: what is configured here is all there is.
    organization: null,
    project: null,
    logLevel: "off",
  });
  return {
    id: `openai:${model}`,
    async complete({ system, user, schema, signal, answered }) {
      const answer = await client.chat.completions.create(
        {
          model,
          temperature: 0,
          max_tokens,
          response_format: { type: "json_object" },
          messages: [
            { role: "system", content: system },
            { role: "user", content: user },
          ],
        },
        signal ? { signal } : {},
      );
      const choice = answer.choices?.[0];
      answered?.({
        output: choice?.message?.content ?? "",
        input_tokens: answer.usage?.prompt_tokens ?? null,
        output_tokens: answer.usage?.completion_tokens ?? null,
      });
      if (!choice?.message?.content || choice.finish_reason === "length")
        throw new SyntaxError("the answer is empty or cut short");
      return schema.parse(JSON.parse(unfenced(choice.message.content)));
    },
  };
}

/** Some servers fence JSON although they are asked for JSON alone. */
const unfenced = (text: string): string => /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
