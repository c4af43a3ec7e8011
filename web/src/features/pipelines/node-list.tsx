import type { PipelineNode } from "@plumbline/contracts";
import { CircleX } from "lucide-react";
import { plural, words } from "../../lib/format.ts";
import { cx } from "../../ui/class-names.ts";
import { policiesOf } from "./node-card.tsx";

interface NodeListProps {
  nodes: readonly PipelineNode[];
  faultsOf?: (key: string) => number;
  selected?: string | undefined;
  /** Without it the nodes are only read. */
  onSelect?: (key: string) => void;
}

/** The nodes as a list: all that the graph says, in words. */
export function NodeList({ nodes, faultsOf = () => 0, selected, onSelect }: NodeListProps) {
  return (
    <ol aria-label="Nodes" className="divide-y divide-line">
      {nodes.map((node) => (
        <li key={node.key} className={cx(node.key === selected && "bg-accent-soft")}>
          {onSelect ? (
            <button
              type="button"
              aria-pressed={node.key === selected}
              onClick={() => onSelect(node.key)}
              className="w-full px-3 py-2 text-left -outline-offset-2 hover:bg-hover"
            >
              <Words node={node} faults={faultsOf(node.key)} />
            </button>
          ) : (
            <div className="px-3 py-2">
              <Words node={node} faults={faultsOf(node.key)} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function Words({ node, faults }: { node: PipelineNode; faults: number }) {
  return (
    <>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{words(node.key)}</span>
        <span className="font-mono text-sm text-muted">{node.step}</span>
        {faults > 0 && (
          <span className="inline-flex items-center gap-1 text-sm font-medium text-critical">
            <CircleX aria-hidden className="size-3" />
            {plural(faults, "fault")}
          </span>
        )}
      </span>
      <span className="block text-sm text-muted">
        {node.depends_on.length > 0 ? `After ${node.depends_on.join(", ").replaceAll("_", " ")}` : "First"}
      </span>
      {policiesOf(node).map(({ name, icon }) => (
        <span key={name} className="flex items-center gap-1.5 text-sm text-muted [&_svg]:size-3 [&_svg]:shrink-0">
          {icon}
          <span className="min-w-0 wrap-anywhere">{name}</span>
        </span>
      ))}
    </>
  );
}
