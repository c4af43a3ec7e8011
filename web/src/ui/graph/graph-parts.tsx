import {
  BaseEdge,
  type Edge,
  type EdgeProps,
  getBezierPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
} from "@xyflow/react";
import type { ReactNode } from "react";
import { cx } from "../class-names.ts";

export type GraphTone = "idle" | "active" | "pass" | "minor" | "critical";

export type CardNode = Node<{ content: ReactNode; tone: GraphTone; editing: boolean }, "card">;
export type WayEdge = Edge<{ way: string | undefined; tone: GraphTone }, "way">;

const frames: Record<GraphTone, string> = {
  idle: "border-line",
  active: "border-accent",
  pass: "border-line",
  minor: "border-minor",
  critical: "border-critical",
};

/** One node: what the page draws in it, in a frame that tells its state, with its two ends. */
export function CardOfNode({ data, selected }: NodeProps<CardNode>) {
  const handle = cx(!data.editing && "graph-handle-hidden");
  return (
    <div
      className={cx(
        "size-full overflow-hidden rounded-md border bg-surface",
        frames[data.tone],
        selected && "border-accent! ring-2 ring-accent",
      )}
    >
      <Handle type="target" position={Position.Top} isConnectable={data.editing} className={handle} />
      {data.content}
      <Handle type="source" position={Position.Bottom} isConnectable={data.editing} className={handle} />
    </div>
  );
}

/** The colour of a link in each state. */
export const strokes: Record<GraphTone, string> = {
  idle: "var(--line-strong)",
  active: "var(--accent)",
  pass: "var(--pass)",
  minor: "var(--minor)",
  critical: "var(--critical)",
};

/** A link along the way that was laid out for it; straight from end to end once one of its nodes was moved by hand. */
export function LineOfEdge({ data, selected, markerEnd, ...ends }: EdgeProps<WayEdge>) {
  const [direct] = getBezierPath(ends);
  return (
    <BaseEdge
      path={data?.way ?? direct}
      interactionWidth={16}
      {...(markerEnd && { markerEnd })}
      style={{
        stroke: selected ? "var(--accent)" : strokes[data?.tone ?? "idle"],
        strokeWidth: selected ? 2.5 : 1.25,
      }}
    />
  );
}
