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
