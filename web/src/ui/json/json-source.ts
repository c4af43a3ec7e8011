import type { Fault } from "@plumbline/contracts";
import { type JsonFault, scanJson } from "./json-scan.ts";
import type { Json } from "./json-value.ts";

/** Reads text as JSON, or says on which line it is none. */
export function readJson(text: string): { value: Json } | { fault: JsonFault } {
  try {
    const value: Json = JSON.parse(text);
    return { value };
  } catch {
    return { fault: scanJson(text).fault ?? { line: 1, message: "This is not JSON." } };
  }
}

/** The line of a pointer, or of the nearest thing around it that exists: what is missing has no line of its own. */
export function lineAt(lines: ReadonlyMap<string, number>, pointer: string): number {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = lines.get(at);
    if (line !== undefined) return line;
    if (!at.includes("/")) return 1;
  }
}

/** What is wrong with a text, at a line from 1. */
export interface LineFault {
  line: number;
  message: string;
  /** JSON pointer, where the fault is in the value rather than in the text. */
  location?: string;
}

/** Where a text is no JSON; else what `judge` says about its value, each at the line of its pointer, from the top. */
export function lineFaults(text: string, judge: (value: Json) => readonly Fault[]): LineFault[] {
  const read = readJson(text);
  if ("fault" in read) return [read.fault];
  const { lines } = scanJson(text);
  return judge(read.value)
    .map(({ location, message, fix }) => ({
      line: lineAt(lines, location),
      message: [asSentence(message), fix && asSentence(fix)].filter(Boolean).join(" "),
      location,
    }))
    .toSorted((a, b) => a.line - b.line);
}

/** "is missing" -> "Is missing." */
const asSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
