import { AppError } from "@plumbline/contracts";
import { type JsonLayout, keyOf } from "./json-layout.ts";
import { JsonScanner, notJson } from "./json-scanner.ts";
import type { Limits } from "./limits.ts";

/** The source texts of the records, one after the other, whatever the size of the whole. */
export async function* jsonRecords(
  pieces: AsyncIterable<string>,
  layout: JsonLayout,
  limits: Limits,
): AsyncGenerator<string> {
  const scanner = new JsonScanner(limits.json_depth);
  // Records stand at this depth: at the top, in the top-level array, or in the array of a member.
  const level = layout.format === "ndjson" ? 0 : layout.member === null ? 1 : 2;
  let inside = level === 0;
  let armed = level === 1;
  let source = "";
  let read = 0;
  for await (const piece of pieces) {
    const found: string[] = [];
    let from = 0;
    const finish = (to: number) => {
      const text = (source + piece.slice(from, to)).trim();
      if (text !== "") found.push(text);
      source = "";
      from = to + 1;
    };
    scanner.push(piece, (character, i, depth) => {
      if (level === 0) {
        if (depth !== 0) return;
        if (character === "[" || character === "{") {
          if ((source + piece.slice(from, i)).trim() !== "") throw notJson(read + i);
        } else if (character === "]" || character === "}") {
          finish(i + 1);
          from = i + 1;
        } else throw notJson(read + i);
        return;
      }
      if (level === 2 && depth === 1 && character === ":") armed = keyOf(scanner.lastString) === layout.member;
      if (!inside && armed && depth === level - 1 && character === "[") {
        inside = true;
        source = "";
        from = i + 1;
      } else if (inside && depth === level - 1 && character === "]") {
        finish(i);
        inside = false;
        armed = false;
      } else if (inside && depth === level && character === ",") finish(i);
    });
    if (inside) source += piece.slice(from);
    read += piece.length;
    if (source.length > 16 * limits.cell_bytes) throw recordTooLarge();
    yield* found;
  }
  scanner.end();
  if (level === 0 && source.trim() !== "") throw notJson(read);
}

const recordTooLarge = (): AppError =>
  new AppError("file_cell_too_large", "One record of the JSON is far too large for a row.", {
    fix: "Put the records into an array at the top level, or shorten the record, and upload the file again.",
  });
