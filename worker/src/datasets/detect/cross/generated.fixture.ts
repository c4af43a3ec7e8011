import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Evidence } from "@plumbline/contracts";
import { profileTable } from "../../profile/profile.ts";
import { openTable } from "../../table/open.ts";
import type { Table } from "../../table/table.ts";
import type { Candidate, Detector } from "../detector.ts";
import { detectors } from "./index.ts";

export type Cell = string | number | null;

/** Columns by name, each with one cell a row. */
export type Generated = Record<string, Cell[]>;

/** `n` cells, drawn one by one. */
export const cells = (n: number, draw: (i: number) => Cell): Cell[] => Array.from({ length: n }, (_, i) => draw(i));

const written = (cell: Cell): string => {
  if (cell === null) return "";
  const text = typeof cell === "number" ? String(Number(cell.toPrecision(8))) : cell;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export function csv(columns: Generated): string {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? ""]?.length ?? 0;
  const lines = [names.map(written).join(",")];
  for (let i = 0; i < rows; i += 1) lines.push(names.map((name) => written(columns[name]?.[i] ?? null)).join(","));
  return `${lines.join("\n")}\n`;
}

/** Opens a generated file as a table for the time of `use`. */
export async function withTable<T>(columns: Generated, use: (table: Table) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-cross-"));
  try {
    const path = join(folder, "generated.csv");
    await writeFile(path, csv(columns));
    const table = await openTable(path, { file_name: "generated.csv" });
    try {
      return await use(table);
    } finally {
      table.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Found {
  candidates: Candidate[];
  facts: { column: string; fact: string }[];
}

/** What the detectors find in a generated file after the control of the false discovery rate at 5%. */
export function detectIn(columns: Generated, which: readonly Detector[] = detectors): Promise<Found> {
  return withTable(columns, (table) => detectOn(table, which));
}

export async function detectOn(table: Table, which: readonly Detector[] = detectors): Promise<Found> {
  const { signal } = new AbortController();
  const profile = await profileTable(table, signal);
  const all: Candidate[] = [];
  const p_values: number[] = [];
  const facts: Found["facts"] = [];
  for (const detector of which) {
    const result = await detector.detect({ table, profile, signal });
    all.push(...result.candidates);
    p_values.push(...result.p_values);
    facts.push(...(result.facts ?? []));
  }
  const sorted = [...p_values].sort((a, b) => a - b);
  const limit = sorted.filter((p, i) => p <= (0.05 * (i + 1)) / sorted.length).at(-1) ?? -1;
  return { candidates: all.filter((c) => c.p === null || c.p <= limit), facts };
}

/** The first candidate whose key starts so. */
export function candidateOf(found: Found, key: string): Candidate {
  const candidate = found.candidates.find((c) => c.key.startsWith(key));
  if (!candidate)
    throw new Error(`no ${key} among ${found.candidates.map((c) => c.key).join(", ") || "no candidates"}`);
  return candidate;
}

/** The number of an aggregate, a comparison or listed rows. */
export function numberIn(candidate: Candidate, id: string): number {
  const one: Evidence | undefined = candidate.evidence.find((e) => e.id === id);
  if (one?.kind === "aggregate" || one?.kind === "comparison") return one.value;
  if (one?.kind === "rows") return one.count;
  throw new Error(`${id} of ${candidate.key} is no number`);
}
