import { Graph, layout } from "@dagrejs/dagre";

export interface Point {
  x: number;
  y: number;
}

export interface GraphLink {
  from: string;
  to: string;
}

export interface GraphLayout {
  /** Top left corner of each node. */
  nodes: ReadonlyMap<string, Point>;
  /** The way of each link around what lies between, by `linkId`. */
  links: ReadonlyMap<string, readonly Point[]>;
}

/** Every node is this large, so that a graph can be laid out before it is drawn. */
export const nodeSize = { width: 216, height: 58 };

export const linkId = ({ from, to }: GraphLink): string => `${from} to ${to}`;

/**
 * Places nodes in layers from top to bottom, each under all it comes from, with few crossings (Sugiyama's method as
 * dagre does it). A cycle is laid out too; links to nodes that do not exist are left out.
 */
export function layoutGraph(ids: readonly string[], links: readonly GraphLink[]): GraphLayout {
  const graph = new Graph<object, Point & typeof nodeSize, { points: Point[] }>();
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 44, edgesep: 18 });
  for (const id of ids) graph.setNode(id, { ...nodeSize, x: 0, y: 0 });
  const known = links.filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to) && from !== to);
  for (const { from, to } of known) graph.setEdge(from, to, { points: [] });
  layout(graph);
  const corner = ({ x, y }: Point): Point => ({ x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 });
  return {
    nodes: new Map(ids.map((id) => [id, corner(graph.node(id))])),
    links: new Map(known.map((link) => [linkId(link), graph.edge(link.from, link.to).points])),
  };
}

/** A smooth line: through the first and the last point, and near those between. */
export function curve(points: readonly Point[]): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return "";
  const to = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const bends = points.slice(1, -1).map((bend, i) => {
    const next = points[i + 2] ?? last;
    return `Q ${to(bend)} ${to(i === points.length - 3 ? last : between(bend, next))}`;
  });
  return [`M ${to(first)}`, ...(bends.length > 0 ? bends : [`L ${to(last)}`])].join(" ");
}
