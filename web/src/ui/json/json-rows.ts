import { childrenOf, type Json, partsOf, pointerOf } from "./json-value.ts";

/** Something to say about a part of a value. */
export interface JsonNote {
  /** JSON pointer. */
  location: string;
  message: string;
}

/** One line of a tree. */
export interface JsonRow {
  pointer: string;
  depth: number;
  /** Property name or place; undefined for the value as a whole. */
  name: string | number | undefined;
  value: Json;
  /** Undefined where there is nothing inside. */
  open: boolean | undefined;
  /** What is said about this part. */
  notes: readonly string[];
  /** How much is said about what lies inside. */
  inside: number;
}

/** The lines of a value of which the parts in `open` are unfolded. */
export function jsonRows(value: Json, open: ReadonlySet<string>, notes: readonly JsonNote[] = []): JsonRow[] {
  const rows: JsonRow[] = [];
  const placed = notes.map((note) => ({ at: placeOf(note, value), message: note.message }));
  const visit = (one: Json, name: string | number | undefined, pointer: string, depth: number): void => {
    const children = childrenOf(one);
    const isOpen = open.has(pointer);
    rows.push({
      pointer,
      depth,
      name,
      value: one,
      open: children.length > 0 ? isOpen : undefined,
      notes: placed.filter((note) => note.at === pointer).map((note) => note.message),
      inside: placed.filter((note) => note.at.startsWith(`${pointer}/`)).length,
    });
    if (!isOpen) return;
    for (const [key, child] of children) visit(child, key, pointer + pointerOf([key]), depth + 1);
  };
  visit(value, undefined, "", 0);
  return rows;
}

/** The nearest part that exists: what is missing is said at what misses it. */
function placeOf(note: JsonNote, value: Json): string {
  const path: string[] = [];
  let at: Json | undefined = value;
  for (const part of partsOf(note.location)) {
    const next: Json | undefined =
      at === undefined ? undefined : childrenOf(at).find(([key]) => String(key) === part)?.[1];
    if (next === undefined) break;
    at = next;
    path.push(part);
  }
  return pointerOf(path);
}

/** What is around a part, outermost first, without itself. */
export function around(pointer: string): string[] {
  const parts = partsOf(pointer);
  return parts.map((_, i) => pointerOf(parts.slice(0, i)));
}

/** What to unfold at first: the value, what is small directly inside it, and the way to everything that is noted. */
export function firstOpen(value: Json, notes: readonly JsonNote[] = []): Set<string> {
  const open = new Set([""]);
  let lines = childrenOf(value).length;
  for (const [key, child] of childrenOf(value)) {
    const size = childrenOf(child).length;
    if (size === 0 || lines + size > 24) continue;
    lines += size;
    open.add(pointerOf([key]));
  }
  for (const note of notes.slice(0, 20)) for (const pointer of around(placeOf(note, value))) open.add(pointer);
  return open;
}

/** The parts whose name or plain value holds the text, in order; at most `most`. */
export function searchJson(value: Json, text: string, most = 500): string[] {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  const visit = (one: Json, name: string | number | undefined, pointer: string): void => {
    if (found.length >= most) return;
    const children = childrenOf(one);
    const plain = typeof one !== "object" || one === null ? String(one) : "";
    if (`${typeof name === "string" ? name : ""}\n${plain}`.toLowerCase().includes(wanted)) found.push(pointer);
    for (const [key, child] of children) visit(child, key, pointer + pointerOf([key]));
  };
  if (wanted) visit(value, undefined, "");
  return found;
}
