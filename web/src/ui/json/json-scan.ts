import { pointerOf } from "./json-value.ts";

/** Where text stops being JSON: the line it happens on, from 1, and what is wrong. */
export interface JsonFault {
  line: number;
  message: string;
}

export interface JsonScan {
  /** The line, from 1, on which each part of the value begins, by JSON pointer. */
  lines: ReadonlyMap<string, number>;
  fault: JsonFault | undefined;
}

const space = /[ \t\r\n]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a JSON text may not hold
const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /[^\s,\]}]*/y;

class Stop extends Error {}

/**
 * Reads through a JSON text (RFC 8259) for where things are: engines do not tell on which line a value begins, and each
 * names the place of a fault in its own way, or not at all.
 */
export function scanJson(text: string): JsonScan {
  const scan = new Scan(text);
  try {
    scan.whole();
    return { lines: scan.lines, fault: undefined };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const end = text.trimEnd().length;
    const message = scan.at >= end ? "The text ends before the value is complete." : error.message;
    return { lines: scan.lines, fault: { line: text.slice(0, Math.min(scan.at, end)).split("\n").length, message } };
  }
}

class Scan {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  at = 0;
  #counted = 0;
  #line = 1;
  constructor(text: string) {
    this.#text = text;
  }

  whole(): void {
    this.#value("");
    this.#take(space);
    if (this.at < this.#text.length) throw new Stop("Something follows the end of the value.");
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** The next character that is no space. */
  #next(): string | undefined {
    this.#take(space);
    return this.#text[this.at];
  }

  #mark(pointer: string): void {
    for (; this.#counted < this.at; this.#counted++) if (this.#text[this.#counted] === "\n") this.#line++;
    this.lines.set(pointer, this.#line);
  }

  #value(pointer: string): void {
    const first = this.#next();
    this.#mark(pointer);
    if (first === "{") this.#items("}", "property", () => this.#property(pointer));
    else if (first === "[") this.#items("]", "item", (i) => this.#value(`${pointer}/${i}`));
    else if (first === '"') this.#quoted();
    else if (this.#take(scalar) === undefined) {
      word.lastIndex = this.at;
      const found = word.exec(this.#text)?.[0] || first || "";
      throw new Stop(`A value is expected here, not ${found.slice(0, 20)}.`);
    }
  }

  #quoted(): string {
    const found = this.#take(quoted);
    if (found === undefined) throw new Stop("This text is not closed by a double quote, or holds a wrong escape.");
    return found;
  }

  #property(pointer: string): void {
    if (this.#next() !== '"') throw new Stop("The name of a property is expected here, in double quotes.");
    const name: string = JSON.parse(this.#quoted());
    if (this.#next() !== ":") throw new Stop("A colon is expected between a property's name and its value.");
    this.at++;
    this.#value(pointer + pointerOf([name]));
  }

  #items(close: string, what: string, one: (index: number) => void): void {
    this.at++;
    if (this.#next() === close) {
      this.at++;
      return;
    }
    for (let index = 0; ; index++) {
      one(index);
      const next = this.#next();
      if (next !== "," && next !== close) throw new Stop(`A comma or ${close} is expected after this ${what}.`);
      this.at++;
      if (next === close) return;
      if (this.#next() === close) throw new Stop(`Nothing follows this comma: remove it, or add another ${what}.`);
    }
  }
}
