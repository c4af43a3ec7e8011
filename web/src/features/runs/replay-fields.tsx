import { deterministicModel, type RunKind, type RunReplay, type TextModelInfo } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { formatDate, formatUsd } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { pipelinesQuery, pipelineVersionsQuery } from "../../lib/pipeline-queries.ts";
import { modelInSentence, modelName, textModelsQuery } from "../../lib/text-models.ts";
import { Field } from "../../ui/field.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";

/** The same again: what is active and whichever serves. */
export const sameAgain: RunReplay = { pipeline: "active", model: null };

interface ReplayFieldsProps {
  /** Undefined: any. */
  kind: RunKind | undefined;
  value: RunReplay;
  onChange: (value: RunReplay) => void;
}

/** What a replay is to run: the pipeline, and the language model where there is one to choose. */
export function ReplayFields({ kind, value, onChange }: ReplayFieldsProps) {
  const models = useQuery(textModelsQuery).data?.items ?? [];
  return (
    <div className="flex flex-col gap-3">
      <PipelineField kind={kind} value={value.pipeline} onChange={(pipeline) => onChange({ ...value, pipeline })} />
      {models.some(({ name }) => name !== deterministicModel) && (
        <Field label="Language model">
          <Select
            value={value.model ?? any}
            options={modelOptions(models)}
            onChange={(next) => onChange({ ...value, model: next === any ? null : next })}
          />
        </Field>
      )}
    </div>
  );
}

interface PipelineFieldProps {
  kind: RunKind | undefined;
  value: string;
  onChange: (pipeline: string) => void;
}

function PipelineField({ kind, value, onChange }: PipelineFieldProps) {
  const pipelines = useQuery(pipelinesQuery).data?.items.filter((one) => kind === undefined || one.kind === kind) ?? [];
  // Runs of several kinds have no version in common.
  const pipeline = pipelines.length === 1 ? pipelines[0] : undefined;
  const versions = useInfiniteQuery({ ...pipelineVersionsQuery(pipeline?.id ?? ""), enabled: pipeline?.id != null });
  const options: SelectOption<string>[] = [
    {
      value: "active",
      label: "The active one",
      ...(pipeline && { detail: activeNow(pipeline.active_number) }),
    },
    ...(pipelines.some((one) => one.active_number > 0)
      ? [{ value: "builtin", label: "The built-in one", detail: "as it comes with Plumbline" }]
      : []),
    ...itemsOf(versions.data).flatMap((version) =>
      version.id === null
        ? []
        : [
            {
              value: version.id,
              label: `Version ${version.number}${version.status === "draft" ? ", draft" : ""}`,
              detail: version.note || formatDate(version.created_at),
            },
          ],
    ),
  ];
  return (
    <Field label="Pipeline">
      <Select value={value} options={options} onChange={onChange} />
    </Field>
  );
}

const activeNow = (number: number): string => (number === 0 ? "now the built-in one" : `now version ${number}`);

// No model is called so: their names have no spaces.
const any = "whichever serves";

function modelOptions(models: readonly TextModelInfo[]): SelectOption<string>[] {
  const serving = models.find((model) => model.is_default);
  return [
    { value: any, label: "Whichever serves", ...(serving && { detail: `now ${modelInSentence(serving.name)}` }) },
    ...models
      .toSorted((a, b) => Number(a.name === deterministicModel) - Number(b.name === deterministicModel))
      .map((model) => ({ value: model.name, label: modelName(model.name), detail: priceOf(model) })),
  ];
}

function priceOf({ name, usd_per_million_input, usd_per_million_output }: TextModelInfo): string {
  if (name === deterministicModel) return "needs no model, costs nothing";
  if (usd_per_million_input === null || usd_per_million_output === null) return "no price known";
  return `${formatUsd(usd_per_million_input)} in, ${formatUsd(usd_per_million_output)} out per million tokens`;
}
