import { RunKind, RunStatus } from "@plumbline/contracts";
import { X } from "lucide-react";
import { shortId, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import type { RunFilter } from "./runs.api.ts";

const any = "any";
const statusOptions: SelectOption<RunStatus | typeof any>[] = [
  { value: any, label: "Any status" },
  ...RunStatus.options.map((value) => ({ value, label: words(value) })),
];
const kindOptions: SelectOption<RunKind | typeof any>[] = [
  { value: any, label: "Any kind" },
  ...RunKind.options.map((value) => ({ value, label: words(value) })),
];

interface ChoiceProps<Value> {
  /** Undefined: any. */
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

export const RunStatusSelect = ({ value, onChange }: ChoiceProps<RunStatus>) => (
  <Select
    size="sm"
    label="Status"
    className="w-36!"
    value={value ?? any}
    options={statusOptions}
    onChange={(status) => onChange(status === any ? undefined : status)}
  />
);

export const RunKindSelect = ({ value, onChange }: ChoiceProps<RunKind>) => (
  <Select
    size="sm"
    label="Kind"
    className="w-40!"
    value={value ?? any}
    options={kindOptions}
    onChange={(kind) => onChange(kind === any ? undefined : kind)}
  />
);

interface RunFiltersProps {
  filter: RunFilter;
  /** Name of the subject in the filter, when a run on the page tells it. */
  subjectName: string | undefined;
  onChange: (filter: RunFilter) => void;
}

/** Narrows the list of runs; the filter is in the address, so it can be shared. */
export function RunFilters({ filter, subjectName, onChange }: RunFiltersProps) {
  return (
    <>
      <RunStatusSelect value={filter.status} onChange={(status) => onChange({ ...filter, status })} />
      <RunKindSelect value={filter.kind} onChange={(kind) => onChange({ ...filter, kind })} />
      {filter.subject_id && (
        <Button onClick={() => onChange({ ...filter, subject_id: undefined })}>
          <span className="max-w-56 truncate">About {subjectName ?? shortId(filter.subject_id)}</span>
          <X aria-hidden />
          <span className="sr-only">Remove this filter</span>
        </Button>
      )}
    </>
  );
}
