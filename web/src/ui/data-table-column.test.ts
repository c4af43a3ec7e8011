import { expect, test } from "vitest";
import { compareCells, type DataTableColumn, rowMatches, rowsAsText } from "./data-table-column.ts";

interface Part {
  name: string;
  mass: number | null;
}
const columns: DataTableColumn<Part>[] = [
  { id: "name", header: "Name", value: (part) => part.name },
  { id: "mass", header: "Mass", align: "right", value: (part) => part.mass },
  { id: "act", header: "Actions", actions: true, value: () => "delete" },
];

test("numbers sort by size and text with the numbers in it in order", () => {
  expect([10, 9, 100].toSorted(compareCells)).toEqual([9, 10, 100]);
  expect(["line 10", "Line 9", "line 1"].toSorted(compareCells)).toEqual(["line 1", "Line 9", "line 10"]);
});

test("a row matches when every word is somewhere in it, in any column and case", () => {
  const part: Part = { name: "Valve body", mass: 12.5 };
  expect(rowMatches(part, columns, "body 12.5")).toBe(true);
  expect(rowMatches(part, columns, "body steel")).toBe(false);
  expect(rowMatches(part, columns, "delete")).toBe(false);
});

test("copied rows paste into a sheet: one line per row, no stray tabs, nothing for what is missing", () => {
  const rows: Part[] = [
    { name: "Valve\tbody\nleft", mass: 12.5 },
    { name: "Pin", mass: null },
  ];
  expect(rowsAsText(rows, columns)).toBe("Name\tMass\nValve body left\t12.5\nPin\t");
});
