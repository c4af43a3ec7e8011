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
          placeholder={readable[0] ? `${readable[0]} > 10` : "input.size > 10"}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
          className={`${controlClass} touch-text h-auto! resize-y py-1.5 font-mono text-sm`}
        />
      </Field>
      {!disabled && readable.length > 0 && (
        <details className="text-sm">
          <summary className="rounded-sm text-muted hover:text-ink">What it can read</summary>
          <ul className="mt-1 flex max-h-40 flex-wrap gap-1 overflow-y-auto">
            {readable.map((path) => (
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

/** Paths to what nodes before this one give, a level deep, as far as their schemas tell. */
function readableOf(node: PipelineNode, draft: Draft, catalogue: Catalogue): string[] {
  const nodes = new Map(draft.nodes.map((one) => [one.key, one]));
  const before = ancestorsOf(node.key, nodes);
  return draft.nodes
    .filter((one) => before.has(one.key))
    .flatMap((one) => {
      const properties = catalogue.find(one.step)?.output_schema.properties;
      const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
      const plain = names.filter((name) => /^[a-z_]\w*$/i.test(name)).slice(0, 12);
      return plain.length > 0 ? plain.map((name) => `ir.${one.key}.${name}`) : [`ir.${one.key}`];
    });
}
