import { AppError } from "@plumbline/contracts";
import { JsonScanner } from "./json-scanner.ts";

/** Where the records of a JSON text are. */
export interface JsonLayout {
  format: "json" | "ndjson";
  /** The member of the top-level object whose array holds them; null when they stand at the top. */
  member: string | null;
  why: string;
}

const lines = (what: string): JsonLayout => ({ format: "ndjson", member: null, why: `it holds one ${what} a line` });
/** An array that is still open after so many characters is the table, not the first line of many. */
const enough = 1 << 20;

/** Finds the records: an array at the top, the only array of records in an object, or one value a line. */
export async function findLayout(
  pieces: AsyncIterable<string>,
  maxDepth: number,
  fileName: string,
): Promise<JsonLayout> {
  const scanner = new JsonScanner(maxDepth);
  const members: string[] = [];
  let first = "";
  let tops = 0;
  let read = 0;
  let before = "";
  for await (const piece of pieces) {
    scanner.push(piece, (character, _i, depth) => {
      if (depth === 0 && (character === "[" || character === "{")) {
        first ||= character;
        tops++;
      }
      // `"rows": [` and then a record: the array of an object's member.
      if (depth === 1 && character === ":" && first === "{") before = keyOf(scanner.lastString) ?? "";
      else if (depth === 2 && before !== "" && (character === "{" || character === "[")) {
        if (!members.includes(before)) members.push(before);
      } else if (depth === 1 && character === "{") before = "";
    });
    read += piece.length;
    if (tops > 1) return lines(first === "[" ? "array" : "object");
    if (first === "[" && read > enough) break;
  }
  if (first === "[") return { format: "json", member: null, why: "it is one array" };
  scanner.end();
  if (members.length === 1 && members[0] !== undefined) {
    return { format: "json", member: members[0], why: `the records are the array under "${members[0]}"` };
  }
  if (/\.(?:ndjson|jsonl)$/i.test(fileName)) return lines("object");
  throw new AppError(
    "file_not_a_table",
    members.length > 1
      ? `The JSON holds several arrays (${members.slice(0, 5).join(", ")}), so it is not clear which is the table.`
      : "The JSON is one object without an array of records.",
    { fix: "Upload an array of objects, one for each row." },
  );
}

export function keyOf(written: string): string | undefined {
  try {
    const key: unknown = JSON.parse(written);
    return typeof key === "string" ? key : undefined;
  } catch {
    return undefined;
  }
}
