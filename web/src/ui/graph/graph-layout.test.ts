import { expect, test } from "vitest";
import { curve, layoutGraph, linkId, nodeSize } from "./graph-layout.ts";

const links = [
  { from: "parse", to: "profile" },
  { from: "profile", to: "detect" },
  { from: "profile", to: "count" },
  { from: "detect", to: "publish" },
  { from: "count", to: "publish" },
  { from: "parse", to: "publish" },
];
const ids = ["parse", "profile", "detect", "count", "publish"];

test("every node lies under what it comes from, and no two overlap", () => {
  const { nodes } = layoutGraph(ids, links);
  const at = (id: string) => nodes.get(id) ?? { x: 0, y: 0 };
  for (const { from, to } of links) expect(at(to).y, `${from} to ${to}`).toBeGreaterThan(at(from).y + nodeSize.height);
  for (const a of ids)
    for (const b of ids)
      if (a < b)
        expect(
          Math.abs(at(a).x - at(b).x) >= nodeSize.width || Math.abs(at(a).y - at(b).y) >= nodeSize.height,
          `${a} and ${b}`,
        ).toBe(true);
});

test("a link that passes a layer bends around its nodes", () => {
  const { nodes, links: ways } = layoutGraph(ids, links);
  const way = ways.get(linkId({ from: "parse", to: "publish" })) ?? [];
  expect(way.length).toBeGreaterThan(3);
  for (const { x, y } of way.slice(1, -1))
    for (const [id, corner] of nodes) {
      const inside = x > corner.x && x < corner.x + nodeSize.width && y > corner.y && y < corner.y + nodeSize.height;
      expect(inside, id).toBe(false);
    }
});

test("a cycle, a link to itself and a link to nothing are laid out all the same", () => {
  const { nodes, links: ways } = layoutGraph(
    ["a", "b"],
    [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
      { from: "a", to: "a" },
      { from: "gone", to: "a" },
    ],
  );
  expect(nodes.size).toBe(2);
  expect([...ways.keys()]).toEqual(["a to b", "b to a"]);
});

test("a curve starts and ends where its points do", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 20 },
    { x: 0, y: 40 },
  ];
  expect(curve(points)).toBe("M 0.0 0.0 Q 10.0 20.0 0.0 40.0");
  expect(curve(points.slice(0, 2))).toBe("M 0.0 0.0 L 10.0 20.0");
  expect(curve([])).toBe("");
});
