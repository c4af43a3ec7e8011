import "@xyflow/react/dist/base.css";
import "./graph.css";
import {
  applyNodeChanges,
  Background,
  MarkerType,
  type NodeChange,
  type NodeHandle,
  Panel,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { Maximize, Minus, Plus, Workflow } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { IconButton } from "../icon-button.tsx";
import { dropType } from "./drop-type.ts";
import type { GraphProps } from "./graph.tsx";
import { curve, layoutGraph, linkId, nodeSize, type Point } from "./graph-layout.ts";
import { type CardNode, CardOfNode, LineOfEdge, strokes, type WayEdge } from "./graph-parts.tsx";

const nodeTypes = { card: CardOfNode };
const edgeTypes = { way: LineOfEdge };
const ends = { width: 11, height: 11, x: nodeSize.width / 2 - 5.5 };
const handles: NodeHandle[] = [
  { type: "target", position: Position.Top, ...ends, y: -5.5 },
  { type: "source", position: Position.Bottom, ...ends, y: nodeSize.height - 5.5 },
];
const fit = { padding: 0.12, maxZoom: 1 };

/** The graph itself, with the library that draws it; loaded by `Graph` when one is needed. */
export function GraphView(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ label, nodes, links, selected, onSelect, editing }: GraphProps) {
  const flow = useReactFlow<CardNode, WayEdge>();
  /** Where nodes are while they are dragged; the page hears of it at the end. */
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point>>(new Map());
  const [link, setLink] = useState<string>();

  const shape = JSON.stringify([nodes.map((node) => node.id), links.map(({ from, to }) => ({ from, to }))]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what nodes look like does not move them
  const layout = useMemo(
    () =>
      layoutGraph(
        nodes.map((node) => node.id),
        links,
      ),
    [shape],
  );

  // What is drawn fits again when it has changed, or the width for it: a list that opens under it moves nothing.
  const [room, setRoom] = useState<HTMLElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the layout stands for what has to fit
  useEffect(() => {
    if (!room) return;
    let frame = 0;
    let width = 0;
    const observer = new ResizeObserver(() => {
      if (room.clientWidth === width) return;
      width = room.clientWidth;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => void flow.fitView(fit));
    });
    observer.observe(room);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [flow, layout, room]);

  const placed = new Map([
    ...nodes.flatMap(({ id, position }): [string, Point][] => (position ? [[id, position]] : [])),
    ...dragged,
  ]);
  const drawn = nodes.map(
    ({ id, label: name, content, tone }): CardNode => ({
      id,
      type: "card",
      position: placed.get(id) ?? layout.nodes.get(id) ?? { x: 0, y: 0 },
      ...nodeSize,
      measured: nodeSize,
      handles,
      selected: id === selected,
      ariaLabel: name,
      data: { content, tone: tone ?? "idle", editing: editing !== undefined },
    }),
  );
  const edges = links.map((one): WayEdge => {
    const id = linkId(one);
    const way = placed.has(one.from) || placed.has(one.to) ? undefined : layout.links.get(id);
    return {
      id,
      type: "way",
      source: one.from,
      target: one.to,
      selected: id === link,
      ariaLabel: `${one.from} to ${one.to}`,
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: strokes[one.tone ?? "idle"] },
      data: { way: way && curve(way), tone: one.tone ?? "idle" },
    };
  });

  const change = (changes: NodeChange<CardNode>[]): void => {
    const chosen = changes.findLast((one) => one.type === "select" && one.selected);
    if (chosen?.type === "select") onSelect(chosen.id);
    else if (changes.some((one) => one.type === "select" && one.id === selected)) onSelect(undefined);
    const positions = changes.filter((one) => one.type === "position");
    if (positions.length === 0) return;
    const touched = new Set(positions.map((one) => one.id));
    const next = applyNodeChanges(positions, drawn).filter((node) => touched.has(node.id));
    const places = new Map(next.map(({ id, position: { x, y } }) => [id, { x: Math.round(x), y: Math.round(y) }]));
    if (positions.some((one) => one.dragging)) {
      setDragged(places);
      return;
    }
    setDragged(new Map());
    editing?.onMove(places);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!editing || (event.key !== "Delete" && event.key !== "Backspace")) return;
    const chosen = links.find((one) => linkId(one) === link);
    if (chosen) editing.onDisconnect(chosen);
    else if (selected !== undefined) editing.onRemove(selected);
    else return;
    event.preventDefault();
    setLink(undefined);
    // What had the focus is gone.
    room?.focus();
  };
  const onDragOver = (event: DragEvent): void => {
    if (!editing || !event.dataTransfer.types.includes(dropType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  const onDrop = (event: DragEvent): void => {
    const what = event.dataTransfer.getData(dropType);
    if (!editing || !what) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const corner = { x: Math.round(at.x - nodeSize.width / 2), y: Math.round(at.y - nodeSize.height / 2) };
    editing.onDrop(what, corner);
  };

  return (
    <ReactFlow<CardNode, WayEdge>
      ref={setRoom}
      tabIndex={-1}
      aria-label={label}
      nodes={drawn}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={change}
      onEdgesChange={(changes) => {
        const chosen = changes.findLast((one) => one.type === "select");
        if (chosen?.type === "select") setLink(chosen.selected ? chosen.id : undefined);
      }}
      onConnect={({ source, target }) => editing?.onConnect({ from: source, to: target })}
      isValidConnection={({ source, target }) => editing?.canConnect({ from: source, to: target }) ?? false}
      onKeyDown={onKeyDown}
      onDragOver={onDragOver}
      onDrop={onDrop}
      nodesDraggable={editing !== undefined}
      nodesConnectable={editing !== undefined}
      edgesFocusable={editing !== undefined}
      elementsSelectable
      multiSelectionKeyCode={null}
      selectionKeyCode={null}
      deleteKeyCode={null}
      connectionRadius={28}
      // The wheel belongs to the page; with Ctrl, by a pinch or by the buttons it zooms.
      zoomOnScroll={false}
      preventScrolling={false}
      zoomActivationKeyCode="Control"
      zoomOnDoubleClick={false}
      minZoom={0.2}
      maxZoom={1.6}
      fitView
      fitViewOptions={fit}
    >
      <Background gap={20} size={1} />
      <Panel position="bottom-left" className="m-2! flex gap-0.5 rounded-md border border-line bg-surface p-0.5">
        <IconButton icon={Plus} label="Zoom in" onClick={() => void flow.zoomIn()} className="size-6!" />
        <IconButton icon={Minus} label="Zoom out" onClick={() => void flow.zoomOut()} className="size-6!" />
        <IconButton icon={Maximize} label="Show all" onClick={() => void flow.fitView(fit)} className="size-6!" />
        {editing && placed.size > 0 && (
          <IconButton icon={Workflow} label="Arrange" onClick={editing.onArrange} className="size-6!" />
        )}
      </Panel>
    </ReactFlow>
  );
}
