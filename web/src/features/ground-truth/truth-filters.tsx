import { X } from "lucide-react";
import { shortId } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";

/** The filter as the address has it. */
export interface TruthSearch {
  search?: string | undefined;
  scope?: string | undefined;
  run_id?: string | undefined;
  all?: boolean | undefined;
}

interface TruthFiltersProps {
  search: TruthSearch;
  /** Scopes on the screen, offered to choose from. */
  scopes: readonly string[];
  onChange: (search: TruthSearch) => void;
}

const any = "any";

/** Narrows what is shown; the filter is in the address, so it can be shared. */
export function TruthFilters({ search, scopes, onChange }: TruthFiltersProps) {
  const set = (part: TruthSearch): void => onChange({ ...search, ...part });
  const known = [...new Set([...scopes, ...(search.scope ? [search.scope] : [])])].toSorted();
  const { all, ...narrowing } = search;
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">Filter the ground truth</legend>
      <SearchBox
        label="Search scope and reference"
        placeholder="Scope or reference"
        value={search.search ?? ""}
        onChange={(text) => set({ search: text || undefined })}
      />
      <Select
        size="sm"
        label="Scope"
        className="w-52!"
        value={search.scope ?? any}
        options={[{ value: any, label: "Any scope" }, ...known.map((scope) => ({ value: scope, label: scope }))]}
        onChange={(next) => set({ scope: next === any ? undefined : next })}
      />
      <Segmented
        label="Versions"
        value={all ? "all" : "current"}
        options={[
          { value: "current", label: "Current" },
          { value: "all", label: "With superseded" },
        ]}
        onChange={(next) => set({ all: next === "all" ? true : undefined })}
      />
      {search.run_id && (
        <Button onClick={() => set({ run_id: undefined })}>
          Seen in run {shortId(search.run_id)}
          <X aria-hidden />
          <span className="sr-only">Remove this filter</span>
        </Button>
      )}
      {Object.values(narrowing).some((value) => value !== undefined) && (
        <Button variant="ghost" onClick={() => onChange({ all })}>
          Clear
        </Button>
      )}
    </fieldset>
  );
}
