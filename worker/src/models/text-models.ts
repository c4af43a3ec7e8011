import { deterministicModel } from "@plumbline/contracts";
import { type OpenAiConfig, openAiModel } from "./open-ai-model.ts";
import type { TextModel } from "./text-model.ts";

/** The language models this worker can ask. */
export interface TextModels {
  /** Asked where a run names none; undefined means the deterministic writer. */
  readonly default: TextModel | undefined;
  /** All that a run may name, the deterministic writer among them. */
  readonly names: readonly string[];
  /** By the name it is offered under; undefined when it is not offered here. */
  get(name: string): TextModel | undefined;
}

export interface TextModelSettings {
  OPENAI_API_KEY?: string | undefined;
  OPENAI_BASE_URL?: string | undefined;
  OPENAI_MODEL?: string | undefined;
  /** Besides that one: what a replay may choose. */
  OPENAI_MORE_MODELS?: readonly string[] | undefined;
}

/** The models that the settings name; without an endpoint there is none, and nothing leaves this machine. */
export function textModelsFrom(settings: TextModelSettings): TextModels {
  const { OPENAI_API_KEY: api_key, OPENAI_BASE_URL: base_url, OPENAI_MODEL, OPENAI_MORE_MODELS = [] } = settings;
  if (!api_key && !base_url) return modelsOf([]);
  const config: OpenAiConfig = { api_key, base_url };
  return modelsOf([OPENAI_MODEL, ...OPENAI_MORE_MODELS].map((model) => openAiModel({ ...config, model })));
}

/** The first is the default. */
export function modelsOf(models: readonly TextModel[]): TextModels {
  const byName = new Map(models.map((model) => [model.id, model]));
  return {
    default: models[0],
    names: [...byName.keys(), deterministicModel],
    get: (name) => byName.get(name),
  };
}
