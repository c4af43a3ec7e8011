import { RunKind, RunStatus } from "@plumbline/contracts";
import { X } from "lucide-react";
import { shortId, words } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import type { RunFilter } from "./runs.api.ts";

const any = "any";
type StatusChoice = RunStatus | typeof any;
type KindChoice = RunKind | typeof any;

const statusOptions: SelectOption<StatusChoice>[] = [
  { value: any, label: "Any status" },
  ...RunStatus.options.map((value) => ({ value, label: words(value) })),
];
const kindOptions: SelectOption<KindChoice>[] = [
  { value: any, label: "Any kind" },
  ...RunKind.options.map((value) => ({ value, label: words(value) })),
];

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
      <Select
        size="sm"
        label="Status"
        className="w-36!"
        value={filter.status ?? any}
        options={statusOptions}
        onChange={(status) => onChange({ ...filter, status: status === any ? undefined : status })}
      />
      <Select
        size="sm"
        label="Kind"
        className="w-40!"
        value={filter.kind ?? any}
        options={kindOptions}
        onChange={(kind) => onChange({ ...filter, kind: kind === any ? undefined : kind })}
      />
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
