import { Input } from "../../ui/input.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import { RunKindSelect } from "../runs/run-filters.tsx";
import type { MonitoringSearch, Range } from "./range.ts";

const ranges: SelectOption<Range>[] = [
  { value: "1d", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
  { value: "custom", label: "Chosen days" },
];

interface RangeBarProps {
  filter: MonitoringSearch;
  onChange: (filter: Partial<MonitoringSearch>) => void;
}

/** Which time and which kind of runs the page looks at; kept in the address. */
export function RangeBar({ filter, onChange }: RangeBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Select
        size="sm"
        label="Time"
        className="w-40!"
        value={filter.range ?? "7d"}
        options={ranges}
        onChange={(range) => onChange({ range })}
      />
      {filter.range === "custom" && (
        <>
          <Day label="From" value={filter.from} maximum={filter.to} onChange={(from) => onChange({ from })} />
          <Day label="To" value={filter.to} minimum={filter.from} onChange={(to) => onChange({ to })} />
        </>
      )}
      <RunKindSelect value={filter.kind} onChange={(kind) => onChange({ kind })} />
    </div>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  minimum?: string | undefined;
  maximum?: string | undefined;
  onChange: (day: string | undefined) => void;
}

function Day({ label, value, minimum, maximum, onChange }: DayProps) {
  return (
    <Input
      type="date"
      aria-label={label}
      value={value ?? ""}
      min={minimum}
      max={maximum}
      onChange={(event) => onChange(event.target.value || undefined)}
      className="h-7! w-36! border-line! pointer-coarse:h-10!"
    />
  );
}
