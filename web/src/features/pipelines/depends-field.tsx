import type { PipelineNode } from "@plumbline/contracts";
import { words } from "../../lib/format.ts";
import type { Editor } from "./use-editor.ts";

interface DependsFieldProps {
  node: PipelineNode;
  editor: Editor;
  error: string | undefined;
  disabled: boolean;
}

/** What the node waits for: the same as its connections in the graph, by keyboard. */
export function DependsField({ node, editor, error, disabled }: DependsFieldProps) {
  const others = editor.draft.nodes.filter((one) => one.key !== node.key);
  const unknown = node.depends_on.filter((key) => !others.some((one) => one.key === key));
  const step = editor.catalogue.find(node.step);
  const reads = Object.entries(step?.input ?? {});
  return (
    <fieldset className="flex flex-col gap-1" aria-invalid={error ? true : undefined}>
      <legend className="mb-1 font-medium">Waits for</legend>
      {others.length === 0 && <p className="text-muted">There is no other node.</p>}
      <ul className="max-h-44 overflow-y-auto rounded-md border border-line empty:hidden">
        {[...others.map((one) => one.key), ...unknown].map((key) => {
          const checked = node.depends_on.includes(key);
          const possible = checked || editor.canConnect(key, node.key);
          const gives = editor.catalogue.outputOf(others.find((one) => one.key === key)?.step ?? "");
          return (
            <li key={key} className="border-b border-line last:border-b-0">
              <label className="flex items-center gap-2 px-2 py-1 hover:bg-hover has-disabled:text-faint pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  className="accent-(--accent)"
                  checked={checked}
                  disabled={disabled || !possible}
                  onChange={() => (checked ? editor.disconnect(key, node.key) : editor.connect(key, node.key))}
                />
                <span className="min-w-0 truncate">{words(key)}</span>
                <span className="ml-auto truncate font-mono text-xs text-muted">
                  {possible ? (gives ?? "does not exist") : "comes after it"}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      {reads.length > 0 && (
        <p className="text-sm text-muted">
          Reads{" "}
          {reads.map(([name, port], at) => (
            <span key={name}>
              {at > 0 && ", "}
              <span className="font-mono">{name}</span> ({port.ir_type ?? "anything"}
              {!port.required && ", optional"})
            </span>
          ))}
          .
        </p>
      )}
      <p role="alert" className="text-sm text-critical empty:hidden">
        {error}
      </p>
    </fieldset>
  );
}
