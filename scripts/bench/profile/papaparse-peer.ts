import { createReadStream } from "node:fs";
import Papa from "papaparse";

/*
 * The peer where pandas is missing: papaparse with accumulators in JS. Prints one JSON object. It counts, finds distinct
 * values and sums; quantiles and mixed dates it leaves out, so it does less than the profiler.
 */

interface Column {
  missing: number;
  distinct: Map<string, number>;
  count: number;
  sum: number;
  squares: number;
  min: number;
  max: number;
}

const path = process.argv[2] ?? "";
const columns: Column[] = [];
const seen = new Set<string>();
let rows = -1;
let duplicates = 0;

const take = (row: readonly string[]): void => {
  if (++rows === 0) {
    for (const _ of row)
      columns.push({
        missing: 0,
        distinct: new Map(),
        count: 0,
        sum: 0,
        squares: 0,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
      });
    return;
  }
  const key = row.join("\u0001");
  if (seen.has(key)) duplicates++;
  else seen.add(key);
  for (const [i, column] of columns.entries()) {
    const cell = row[i] ?? "";
    if (cell === "") {
      column.missing++;
      continue;
    }
    column.distinct.set(cell, (column.distinct.get(cell) ?? 0) + 1);
    const number = Number(cell);
    if (Number.isNaN(number)) continue;
    column.count++;
    column.sum += number;
    column.squares += number * number;
    if (number < column.min) column.min = number;
    if (number > column.max) column.max = number;
  }
};

Papa.parse<string[]>(createReadStream(path), {
  skipEmptyLines: true,
  step: ({ data }) => take(data),
  complete: () => {
    console.log(
      JSON.stringify({ rows, duplicates, peak_bytes: process.resourceUsage().maxRSS * 1024, version: "papaparse" }),
    );
  },
});
