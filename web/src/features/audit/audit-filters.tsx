import { X } from "lucide-react";
import { shortId } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import type { AuditSearch } from "./audit-search.ts";
import { knownActions, knownTypes } from "./audit-words.ts";

const any = "any";

interface AuditFiltersProps {
  search: AuditSearch;
  /** What objects are called, and who can be an actor. */
  names: ReadonlyMap<string, string>;
  members: ReadonlyMap<string, string>;
  /** What the entries on the screen have, for kinds that this page does not know. */
  seen: { actions: readonly string[]; types: readonly string[]; actors: ReadonlyMap<string, string> };
  onChange: (search: AuditSearch) => void;
}

const options = (first: string, ...lists: (readonly (string | undefined)[])[]) => [
  { value: any, label: first },
  ...[...new Set(lists.flat())].flatMap((value) => (value ? [{ value, label: value }] : [])).toSorted(byLabel),
];
const byLabel = (a: { label: string }, b: { label: string }): number => a.label.localeCompare(b.label, "en");

/** Narrows the log; the filter is in the address, so it can be shared. */
export function AuditFilters({ search, names, members, seen, onChange }: AuditFiltersProps) {
  const actors = new Map([...seen.actors, ...members]);
  if (search.actor_id && !actors.has(search.actor_id)) actors.set(search.actor_id, shortId(search.actor_id));
  const set = (part: AuditSearch): void => onChange({ ...search, ...part });
  const choice = (value: string): string | undefined => (value === any ? undefined : value);
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">Filter the log</legend>
      <Select
        size="sm"
        label="Actor"
        className="w-40!"
        value={search.actor_id ?? any}
        options={[
          { value: any, label: "Anybody" },
          ...[...actors].map(([value, label]) => ({ value, label })).toSorted(byLabel),
        ]}
        onChange={(value) => set({ actor_id: choice(value) })}
      />
      <Select
        size="sm"
        label="Action"
        className="w-46!"
        value={search.action ?? any}
        options={options("Any action", knownActions, seen.actions, [search.action])}
        onChange={(value) => set({ action: choice(value) })}
      />
      <Select
        size="sm"
        label="Object"
        className="w-36!"
        value={search.object_type ?? any}
        options={options("Any object", knownTypes, seen.types, [search.object_type])}
        onChange={(value) => set({ object_type: choice(value), object_id: undefined })}
      />
      <span className="flex items-center gap-1.5">
        <Day label="From" value={search.from} onChange={(from) => set({ from })} />
        <span aria-hidden="true" className="text-muted">
          to
        </span>
        <Day label="To" value={search.to} onChange={(to) => set({ to })} />
      </span>
      {search.object_id && (
        <Button onClick={() => set({ object_id: undefined })}>
          <span className="max-w-48 truncate">About {names.get(search.object_id) ?? shown(search.object_id)}</span>
          <X aria-hidden />
          <span className="sr-only">Remove this filter</span>
        </Button>
      )}
      {filtered && (
        <Button variant="ghost" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </fieldset>
  );
}

const shown = (id: string): string => (/^[0-9a-f]{8}-/.test(id) ? shortId(id) : id);

interface DayProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const Day = ({ label, value, onChange }: DayProps) => (
  <Input
    type="date"
    aria-label={label}
    value={value ?? ""}
    onChange={(event) => onChange(event.target.value || undefined)}
    className="h-7! w-34! border-line! px-2! hover:border-line-strong! pointer-coarse:h-10!"
  />
);
