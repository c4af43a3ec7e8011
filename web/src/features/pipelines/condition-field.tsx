import { ancestorsOf, type PipelineNode } from "@plumbline/contracts";
import { useRef } from "react";
import { Field } from "../../ui/field.tsx";
import { controlClass } from "../../ui/input.tsx";
import type { Catalogue } from "./catalogue.ts";
import type { Draft } from "./draft.ts";

interface ConditionFieldProps {
  node: PipelineNode;
  draft: Draft;
  catalogue: Catalogue;
  error: string | undefined;
  disabled: boolean;
  onChange: (condition: string | null) => void;
}

/** When the node is executed: CEL, and what it can read, one press away. */
export function ConditionField({ node, draft, catalogue, error, disabled, onChange }: ConditionFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const readable = readableOf(node, draft, catalogue);
  const insert = (path: string): void => {
    const field = area.current;
    if (!field) return;
    const { selectionStart: from, selectionEnd: to, value } = field;
    onChange(value.slice(0, from) + path + value.slice(to));
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(from + path.length, from + path.length));
  };
  return (
    <div className="flex flex-col gap-1.5">
      <Field label="Condition" hint="CEL. While it is false the node is skipped; empty means always." error={error}>
        <textarea
          ref={area}
          value={node.condition ?? ""}
          rows={3}
          disabled={disabled}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          placeholder={exampleOf(readable)}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
          className={`${controlClass} touch-text h-auto! resize-y py-1.5 font-mono text-sm`}
        />
      </Field>
      {!disabled && readable.length > 0 && (
        <details className="text-sm">
          <summary className="rounded-sm text-muted hover:text-ink">What it can read</summary>
          <ul className="mt-1 flex max-h-40 flex-wrap gap-1 overflow-y-auto">
            {readable.map(({ path }) => (
              <li key={path}>
                <button
                  type="button"
                  onClick={() => insert(path)}
                  className="rounded-sm border border-line px-1.5 font-mono text-xs hover:bg-hover pointer-coarse:min-h-10"
                >
                  {path}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface Readable {
  path: string;
  /** As its schema names it. */
  type: unknown;
}

/** What nodes before this one give, a level deep, as far as their schemas tell. */
function readableOf(node: PipelineNode, draft: Draft, catalogue: Catalogue): Readable[] {
  const nodes = new Map(draft.nodes.map((one) => [one.key, one]));
  const before = ancestorsOf(node.key, nodes);
  return draft.nodes
    .filter((one) => before.has(one.key))
    .flatMap((one) => {
      const properties = catalogue.find(one.step)?.output_schema.properties;
      const named = Object.entries(isObject(properties) ? properties : {})
        .filter(([name]) => /^[a-z_]\w*$/i.test(name))
        .slice(0, 12);
      if (named.length === 0) return [{ path: `ir.${one.key}`, type: undefined }];
      return named.map(([name, schema]) => ({
        path: `ir.${one.key}.${name}`,
        type: isObject(schema) ? schema.type : undefined,
      }));
    });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A condition as it could be here. */
function exampleOf(readable: readonly Readable[]): string {
  const list = readable.find(({ type }) => type === "array");
  if (list) return `size(${list.path}) > 0`;
  const number = readable.find(({ type }) => type === "number" || type === "integer");
  return number ? `${number.path} > 10` : "";
}
