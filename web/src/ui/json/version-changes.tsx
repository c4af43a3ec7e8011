import { Select } from "../select.tsx";
import { JsonChanges } from "./json-changes.tsx";
import type { Json } from "./json-value.ts";

interface ComparedVersion {
  number: number;
  value: Json;
}

interface VersionChangesProps {
  /** Newest first. */
  versions: readonly ComparedVersion[];
  shown: number;
  /** The one it is compared with; the one before where it is not among them. */
  than: number | undefined;
  onThan: (number: number) => void;
}

/** How one version of a value differs from another, which is chosen. */
export function VersionChanges({ versions, shown, than, onThan }: VersionChangesProps) {
  const after = versions.find((one) => one.number === shown);
  const others = versions.filter((one) => one.number !== shown);
  const before = others.find((one) => one.number === than) ?? others.find((one) => one.number < shown) ?? others[0];
  if (!before || !after) return <p className="text-muted">There is no other version to compare it with.</p>;
  return (
    <>
      <div className="mb-3 flex items-center gap-2">
        <span className="text-muted">Changes from</span>
        <Select
          size="sm"
          label="Compare with"
          className="w-44!"
          value={String(before.number)}
          options={others.map(({ number }) => ({ value: String(number), label: `Version ${number}` }))}
          onChange={(next) => onThan(Number(next))}
        />
      </div>
      <JsonChanges
        className="rounded-md border border-line"
        before={before.value}
        after={after.value}
        names={{ before: `Version ${before.number}`, after: `Version ${after.number}` }}
      />
    </>
  );
}
