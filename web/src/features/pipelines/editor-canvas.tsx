import type { Ref } from "react";
import { Graph } from "../../ui/graph/graph.tsx";
import { NodeCard, nodeLabel } from "./node-card.tsx";
import { NodeList } from "./node-list.tsx";
import { ProblemList } from "./problem-list.tsx";
import type { Editor } from "./use-editor.ts";

interface EditorCanvasProps {
  /** What the pipeline is called. */
  name: string;
  editor: Editor;
  asList: boolean;
  problems: Ref<HTMLDivElement>;
}

/** The nodes that are edited, as a graph or as a list, and under them everything that is wrong. */
export function EditorCanvas({ name, editor, asList, problems }: EditorCanvasProps) {
  const { draft, faults, selected, catalogue } = editor;
  const faultsOf = (key: string): number => faults.filter((fault) => fault.node === key).length;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {asList ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <NodeList nodes={draft.nodes} faultsOf={faultsOf} selected={selected?.key} onSelect={editor.select} />
        </div>
      ) : (
        <Graph
          className="min-h-0 flex-1"
          label={`Graph of ${name}`}
          nodes={draft.nodes.map((node) => ({
            id: node.key,
            label: nodeLabel(node, faultsOf(node.key)),
            content: <NodeCard node={node} faults={faultsOf(node.key)} />,
            tone: faultsOf(node.key) > 0 ? "critical" : undefined,
            position: node.position,
          }))}
          links={draft.nodes.flatMap((node) => node.depends_on.map((from) => ({ from, to: node.key })))}
          selected={selected?.key}
          onSelect={editor.select}
          editing={{
            canConnect: ({ from, to }) => editor.canConnect(from, to),
            onConnect: ({ from, to }) => editor.connect(from, to),
            onDisconnect: ({ from, to }) => editor.disconnect(from, to),
            onRemove: editor.remove,
            onDrop(step, at) {
              const known = catalogue.find(step);
              if (known) editor.add(known, at);
            },
            onMove: editor.move,
            onArrange: editor.arrange,
          }}
        />
      )}
      <div ref={problems}>
        <ProblemList faults={faults} checking={editor.checking} onGo={editor.select} />
      </div>
    </div>
  );
}
