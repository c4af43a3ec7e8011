import { lazy, type ReactNode, Suspense } from "react";
import { cx } from "../class-names.ts";
import { Skeleton } from "../skeleton.tsx";
import type { GraphLink, Point } from "./graph-layout.ts";
import type { GraphTone } from "./graph-parts.tsx";

export interface GraphNode {
  id: string;
  /** What a screen reader says of it. */
  label: string;
  /** Drawn in a box of 216 by 58 pixels. */
  content: ReactNode;
  tone?: GraphTone | undefined;
  /** Top left corner, where a person has put it; else it is laid out. */
  position?: Point | undefined;
}

/** What a person may do with the graph; the page keeps the graph itself. */
export interface GraphEditing {
  canConnect: (link: GraphLink) => boolean;
  onConnect: (link: GraphLink) => void;
  onDisconnect: (link: GraphLink) => void;
  onRemove: (id: string) => void;
  /** Something was dropped: makes a node of it, with its top left corner there. */
  onDrop: (what: string, at: Point) => void;
  onMove: (places: ReadonlyMap<string, Point>) => void;
  /** Forgets where nodes were put: all are laid out. */
  onArrange: () => void;
}

export interface GraphProps {
  /** Accessible name. */
  label: string;
  nodes: readonly GraphNode[];
  links: readonly (GraphLink & { tone?: GraphTone })[];
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  editing?: GraphEditing;
}

const View = lazy(() => import("./graph-view.tsx").then((module) => ({ default: module.GraphView })));

/**
 * Nodes in layers, each under what it comes from. Tab reaches every node and Enter selects it; a page shows the same as
 * a list besides. Give it a height.
 */
export function Graph({ className, ...props }: GraphProps & { className?: string }) {
  return (
    <div className={cx("relative min-h-60", className)}>
      <Suspense fallback={<Skeleton className="absolute inset-0" />}>
        <View {...props} />
      </Suspense>
    </div>
  );
}
