import { diffPipelines, type PipelineNode } from "@plumbline/contracts";
import { Minus, PencilLine, Plus } from "lucide-react";
import { words } from "../../lib/format.ts";
import { cx } from "../../ui/class-names.ts";
import type { Draft } from "./draft.ts";

interface NodeChangesProps {
  before: Draft;
  after: Draft;
  className?: string;
}

const marks = {
  added: [Plus, "text-pass", "added"],
  removed: [Minus, "text-critical", "removed"],
  changed: [PencilLine, "text-minor", "changed"],
} as const;

/** What changed from one version to another: nodes added, removed and changed, with each field as it was and is. */
export function NodeChanges({ before, after, className }: NodeChangesProps) {
  const changes = diffPipelines(before.nodes, after.nodes);
  const groups = groupChanges(before, after);
  if (changes.length === 0 && groups.length === 0)
    return <p className={cx("text-muted", className)}>Nothing differs.</p>;
  const fieldOf = (nodes: readonly PipelineNode[], key: string, field: string): unknown =>
    Object.entries(nodes.find((node) => node.key === key) ?? {}).find(([name]) => name === field)?.[1];
  return (
    <ul className={cx("flex flex-col gap-2", className)}>
      {changes.map(({ key, change, fields }) => {
        const [Icon, colour, word] = marks[change];
        return (
          <li key={key}>
            <p className="flex items-center gap-1.5">
              <Icon aria-hidden className={cx("size-3.5 shrink-0", colour)} />
              <span className="font-medium">{words(key)}</span>
              <span className="text-sm text-muted">{word}</span>
            </p>
            <dl className="pl-5">
              {fields.map((field) => (
                <Field
                  key={field}
                  name={words(field)}
                  before={fieldOf(before.nodes, key, field)}
                  after={fieldOf(after.nodes, key, field)}
                />
              ))}
            </dl>
          </li>
        );
      })}
      {groups.length > 0 && (
        <li>
          <p className="font-medium">Parallel groups</p>
          <dl className="pl-5">
            {groups.map((group) => (
              <Field
                key={group}
                name={group}
                before={before.parallel_groups[group] ?? null}
                after={after.parallel_groups[group] ?? null}
              />
            ))}
          </dl>
        </li>
      )}
    </ul>
  );
}

const groupChanges = (before: Draft, after: Draft): string[] =>
  [...new Set([...Object.keys(before.parallel_groups), ...Object.keys(after.parallel_groups)])].filter(
    (group) => before.parallel_groups[group] !== after.parallel_groups[group],
  );

function Field({ name, before, after }: { name: string; before: unknown; after: unknown }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-2 text-sm">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 font-mono wrap-anywhere">
        <del className="text-critical no-underline">
          <span className="sr-only">was </span>
          {written(before)}
        </del>{" "}
        <span aria-hidden="true" className="text-faint">
          →
        </span>{" "}
        <ins className="text-pass no-underline">
          <span className="sr-only">is now </span>
          {written(after)}
        </ins>
      </dd>
    </div>
  );
}

/** A field as people read it; what is empty is said. */
function written(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ") || "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
