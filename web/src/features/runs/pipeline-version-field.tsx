import type { RunKind } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { formatDate } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { pipelinesQuery, pipelineVersionsQuery } from "../../lib/pipeline-queries.ts";
import { Field } from "../../ui/field.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";

const active = "active";

interface PipelineVersionFieldProps {
  kind: RunKind;
  /** Null is the one that is active. */
  value: string | null;
  onChange: (version: string | null) => void;
}

/** Which version of the tenant's pipeline a replay runs. */
export function PipelineVersionField({ kind, value, onChange }: PipelineVersionFieldProps) {
  const pipelines = useQuery(pipelinesQuery);
  const pipeline = pipelines.data?.items.find((one) => one.kind === kind);
  const versions = useInfiniteQuery({ ...pipelineVersionsQuery(pipeline?.id ?? ""), enabled: pipeline?.id != null });
  const number = pipeline?.active_number ?? 0;
  const options: SelectOption<string>[] = [
    {
      value: active,
      label: "The active one",
      detail: number === 0 ? "now the built-in pipeline" : `now version ${number}`,
    },
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
    <Field label="Pipeline version">
      <Select value={value ?? active} options={options} onChange={(next) => onChange(next === active ? null : next)} />
    </Field>
  );
}
