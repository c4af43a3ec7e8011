import type { Fault } from "@plumbline/contracts";

const deepest = 32;

/**
 * What is wrong with the shape of a text that JSON.parse takes: nested deeper than 32, or an object with a key twice,
 * where readers disagree which one counts (RFC 8259, section 4). Undefined when nothing is.
 */
export function jsonFault(text: string): Fault | undefined {
  // The keys seen of each object that is open; an array has none.
  const open: (Set<string> | undefined)[] = [];
  let keyComes = false;
  for (let i = 0; i < text.length; i++) {
    const at = text[i];
    if (at === "{" || at === "[") {
      if (open.push(at === "{" ? new Set() : undefined) > deepest) {
        return { location: "/", message: `is nested deeper than ${deepest} levels`, fix: "Flatten it" };
      }
      keyComes = at === "{";
    } else if (at === "}" || at === "]") {
      open.pop();
    } else if (at === ",") {
      keyComes = open.at(-1) !== undefined;
    } else if (at === '"') {
      const end = endOfText(text, i);
      if (keyComes) {
        const key = String(JSON.parse(text.slice(i, end + 1)));
        if (open.at(-1)?.has(key)) {
          return {
            location: "/",
            message: `names ${JSON.stringify(key.slice(0, 100))} twice`,
            fix: "Send each key once",
          };
        }
        open.at(-1)?.add(key);
      }
      keyComes = false;
      i = end;
    }
  }
  return undefined;
}

/** Where the quoted text that begins at `start` ends. */
function endOfText(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end;
}
