import type { JsonDifference } from "@plumbline/contracts";
import { Minus, PencilLine, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { cx } from "../class-names.ts";
import { CopyButton } from "../copy-button.tsx";
import { jsonDiff } from "./json-diff.ts";
import { type Json, preview, toJson } from "./json-value.ts";

interface JsonChangesProps {
  before: Json;
  after: Json;
  /** What the two are called, as "Earlier run". */
  names: { before: string; after: string };
  className?: string;
}

const marks = {
  added: [Plus, "text-pass", "Added"],
  removed: [Minus, "text-critical", "Removed"],
  changed: [PencilLine, "text-minor", "Changed"],
} as const;
const page = 100;

/** Where two values differ: the place, what it was, what it is. */
export function JsonChanges({ before, after, ...rest }: JsonChangesProps) {
  const changes = useMemo(() => jsonDiff(before, after), [before, after]);
  return <ChangeList changes={changes} {...rest} />;
}

interface ChangeListProps extends Pick<JsonChangesProps, "names" | "className"> {
  changes: readonly JsonDifference[];
  /** How many there are, where `changes` are only the first. */
  count?: number;
}

/** Differences as a list: the place, what it was, what it is. */
export function ChangeList({ changes, count = changes.length, names, className }: ChangeListProps) {
  const [shown, setShown] = useState(page);
  if (changes.length === 0) return <p className="p-3 text-muted">Both are equal.</p>;
  const counts = (kind: JsonDifference["change"]) => changes.filter((change) => change.change === kind).length;
  return (
    <div className={className}>
      <div className="flex items-center gap-3 border-b border-line px-3 py-1.5 text-sm text-muted">
        <span>
          {counts("changed")} changed, {counts("added")} added, {counts("removed")} removed
          {count > changes.length && `, of ${count.toLocaleString("en-US")} differences the first ${changes.length}`}
        </span>
        <CopyButton
          text={() => JSON.stringify(changes, null, 2)}
          label="Copy the differences"
          className="ml-auto size-6!"
        />
      </div>
      <ul>
        {changes.slice(0, shown).map((change) => (
          <Change key={`${change.change} ${change.location}`} change={change} names={names} />
        ))}
      </ul>
      {changes.length > shown && (
        <button
          type="button"
          onClick={() => setShown(shown + page)}
          className="w-full px-3 py-2 text-left text-accent hover:bg-hover"
        >
          Show more of {changes.length.toLocaleString("en-US")}
        </button>
      )}
    </div>
  );
}

function Change({ change, names }: { change: JsonDifference; names: JsonChangesProps["names"] }) {
  const [Icon, colour, word] = marks[change.change];
  const [before, after] = [toJson(change.before), toJson(change.after)];
  return (
    <li className="border-b border-line px-3 py-1.5 last:border-b-0">
      <p className="flex items-center gap-1.5">
        <Icon aria-hidden className={cx("size-3 shrink-0", colour)} />
        <span className="sr-only">{word}</span>
        <span className="min-w-0 font-mono text-sm wrap-anywhere">{change.location || "the whole value"}</span>
      </p>
      <div className="mt-0.5 flex flex-wrap gap-x-2 pl-4.5 font-mono text-sm">
        {before !== undefined && <Side name={names.before} value={before} className="text-critical" />}
        {before !== undefined && after !== undefined && <span className="text-faint">→</span>}
        {after !== undefined && <Side name={names.after} value={after} className="text-pass" />}
      </div>
    </li>
  );
}

function Side({ name, value, className }: { name: string; value: Json; className: string }) {
  const whole = JSON.stringify(value);
  const text = whole.length <= 160 ? whole : typeof value === "string" ? `${whole.slice(0, 160)}…` : preview(value);
  return (
    <span className={cx("min-w-0 wrap-anywhere", className)}>
      <span className="sr-only">{name}: </span>
      {text}
    </span>
  );
}
