import { AppError } from "@plumbline/contracts";

/** Called for every character that structures JSON, outside strings; `depth` counts the containers around it. */
export type Visit = (character: string, index: number, depth: number) => void;

const [quote, backslash] = [34, 92];
const structure = new Map(["[", "]", "{", "}", ",", ":"].map((character) => [character.charCodeAt(0), character]));

/**
 * Walks through JSON text of any size in pieces without building anything. Nesting is counted, never recursed into, so
 * depth costs no stack; more than `maxDepth` is refused.
 */
export class JsonScanner {
  depth = 0;
  /** The last string that ended at depth one, as written: the key when a colon follows. */
  lastString = "";
  readonly #maxDepth: number;
  #inString = false;
  #escaped = false;
  #read = 0;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  get inString(): boolean {
    return this.#inString;
  }

  push(text: string, visit: Visit): void {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (this.#inString) {
        if (this.depth === 1 && this.lastString.length < 300) this.lastString += text[i];
        if (this.#escaped) this.#escaped = false;
        else if (c === backslash) this.#escaped = true;
        else if (c === quote) this.#inString = false;
        continue;
      }
      if (c === quote) {
        this.#inString = true;
        if (this.depth === 1) this.lastString = '"';
        continue;
      }
      const character = structure.get(c);
      if (character === undefined) continue;
      if (character === "[" || character === "{") {
        if (this.depth === this.#maxDepth) throw tooDeep(this.#maxDepth);
        visit(character, i, this.depth++);
      } else if (character === "]" || character === "}") {
        if (this.depth === 0) throw notJson(this.#read + i);
        visit(character, i, --this.depth);
      } else visit(character, i, this.depth);
    }
    this.#read += text.length;
  }

  /** Throws when the text ends inside a value. */
  end(): void {
    if (this.depth > 0 || this.#inString) throw notJson(this.#read);
  }
}

const tooDeep = (depth: number): AppError =>
  new AppError("file_too_deep", `The JSON is nested more than ${depth} levels deep.`, {
    fix: "Flatten it to an array of records and upload it again.",
  });

export const notJson = (position: number): AppError =>
  new AppError("file_corrupt", `The JSON is not valid near character ${position.toLocaleString("en-US")}.`, {
    fix: "Check that the file is complete and valid JSON, and upload it again.",
  });
