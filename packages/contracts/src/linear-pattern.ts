/** A regular expression that is tested in time linear in the text, whatever the pattern. */
export interface LinearPattern {
  test(text: string): boolean;
  /** A test takes at most this many single steps for each character. */
  size: number;
  toString(): string;
}

/** The most single steps a pattern may come to, its counted repetitions written out. */
const largest = 1000;
const tooLarge = "The pattern is too large: it repeats too much";

/**
 * Compiles an ECMAScript pattern (flag u) to an automaton that follows all its ways at once (K. Thompson, "Regular
 * Expression Search Algorithm", CACM 1968), so no pattern and no text can make it slow, as backtracking can. Says yes
 * exactly where RegExp does. Throws SyntaxError for what is no pattern, and for what no such automaton can do:
 * references to groups, looking ahead or behind.
 */
export function linearPattern(pattern: string): LinearPattern {
  new RegExp(pattern, "u");
  const program = assemble(new Parser(pattern).parse());
  return { test: (text) => run(program, text), size: program.length, toString: () => pattern };
}

type Node =
  | { kind: "one"; is: (character: string) => boolean }
  | { kind: "all"; parts: Node[] }
  | { kind: "either"; ways: Node[] }
  | { kind: "repeat"; part: Node; least: number; most: number }
  | { kind: "at"; place: Place };
type Place = "^" | "$" | "b" | "B";

type Instruction =
  | { op: "one"; is: (character: string) => boolean }
  | { op: "fork"; ways: number[] }
  | { op: "at"; place: Place }
  | { op: "done" };

/** Reads what RegExp has found to be well formed, so it only has to tell the parts apart. */
class Parser {
  readonly #characters: string[];
  #at = 0;
  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  parse(): Node {
    const ways = [this.#alternative()];
    while (this.#take("|")) ways.push(this.#alternative());
    return ways.length === 1 && ways[0] ? ways[0] : { kind: "either", ways };
  }

  #alternative(): Node {
    const parts: Node[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek()) {
      parts.push(this.#repeated(this.#term()));
    }
    return { kind: "all", parts };
  }

  #term(): Node {
    const character = this.#next();
    if (character === "^" || character === "$") return { kind: "at", place: character };
    if (character === "(") return this.#group();
    if (character === "[") return matching(this.#class());
    if (character === "\\") return this.#escape();
    return character === "." ? matching(".") : { kind: "one", is: (given) => given === character };
  }

  #group(): Node {
    if (this.#take("?") && !this.#take(":")) {
      if (!this.#take("<") || this.#peek() === "=" || this.#peek() === "!") {
        throw new SyntaxError("Looking ahead or behind and inline flags are not supported");
      }
      this.#until(">");
    }
    const inside = this.parse();
    this.#next();
    return inside;
  }

  #class(): string {
    let source = "[";
    for (let character = this.#next(); ; character = this.#next()) {
      source += character === "\\" ? character + this.#next() : character;
      if (character === "]") return source;
    }
  }

  #escape(): Node {
    const character = this.#next();
    if (character === "b" || character === "B") return { kind: "at", place: character };
    if (/[1-9k]/.test(character)) throw new SyntaxError("References to groups are not supported");
    let source = `\\${character}`;
    if (character === "p" || character === "P") source += this.#until("}");
    else if (character === "x") source += this.#take2();
    else if (character === "c") source += this.#next();
    else if (character === "u") source += this.#unicode();
    return matching(source);
  }

  #unicode(): string {
    if (this.#peek() === "{") return this.#until("}");
    const first = this.#take2() + this.#take2();
    // Two halves of one character, each escaped.
    const rest = this.#characters.slice(this.#at, this.#at + 6).join("");
    if (!/^d[89ab]/i.test(first) || !/^\\ud[c-f][0-9a-f]{2}$/i.test(rest)) return first;
    this.#at += 6;
    return first + rest;
  }

  #repeated(part: Node): Node {
    const bounds = this.#bounds();
    if (!bounds) return part;
    this.#take("?");
    return { kind: "repeat", part, least: bounds[0], most: bounds[1] };
  }

  #bounds(): [least: number, most: number] | undefined {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    if (!this.#take("{")) return undefined;
    const [least = "0", most] = this.#until("}").slice(0, -1).split(",");
    return [Number(least), most === undefined ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most)];
  }

  #peek = (): string | undefined => this.#characters[this.#at];
  #next = (): string => this.#characters[this.#at++] ?? "";
  #take2 = (): string => this.#next() + this.#next();
  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
  /** Up to and with the character. */
  #until(end: string): string {
    let text = "";
    do text += this.#next();
    while (!text.endsWith(end) && this.#at < this.#characters.length);
    return text;
  }
}

/** One character as RegExp understands the class or escape. */
function matching(source: string): Node {
  const one = new RegExp(`^${source}$`, "u");
  const known = new Map<string, boolean>();
  return {
    kind: "one",
    is(character) {
      let is = known.get(character);
      if (is === undefined) {
        is = one.test(character);
        if (known.size < 1000) known.set(character, is);
      }
      return is;
    },
  };
}

function assemble(root: Node): Instruction[] {
  const program: Instruction[] = [];
  const add = <I extends Instruction>(instruction: I): I => {
    if (program.length >= largest) throw new SyntaxError(tooLarge);
    program.push(instruction);
    return instruction;
  };
  // Repeating nothing writes nothing, and would take as long as it likes.
  let written = 0;
  const fork = () => add({ op: "fork", ways: [program.length + 1] });
  const write = (node: Node): void => {
    if (++written > 10 * largest) throw new SyntaxError(tooLarge);
    if (node.kind === "one") add({ op: "one", is: node.is });
    else if (node.kind === "at") add({ op: "at", place: node.place });
    else if (node.kind === "all") node.parts.forEach(write);
    else if (node.kind === "either") {
      const start = add({ op: "fork", ways: [] as number[] });
      const ends = node.ways.map((way) => {
        start.ways.push(program.length);
        write(way);
        return add({ op: "fork", ways: [] as number[] });
      });
      for (const end of ends) end.ways.push(program.length);
    } else {
      for (let i = 0; i < node.least; i++) write(node.part);
      if (node.most === Number.POSITIVE_INFINITY) {
        const again = program.length;
        const loop = fork();
        write(node.part);
        add({ op: "fork", ways: [again] });
        loop.ways.push(program.length);
      } else {
        const skips = Array.from({ length: node.most - node.least }, () => {
          const skip = fork();
          write(node.part);
          return skip;
        });
        for (const skip of skips) skip.ways.push(program.length);
      }
    }
  };
  write(root);
  add({ op: "done" });
  return program;
}

function run(program: readonly Instruction[], text: string): boolean {
  const characters = [...text];
  /** Where each instruction was reached last: nothing is followed twice at one place. */
  const reached = new Int32Array(program.length).fill(-1);
  let waiting: number[] = [];
  for (let at = 0; at <= characters.length; at++) {
    const open = [...waiting, 0];
    const here: number[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached[next] === at) continue;
      reached[next] = at;
      const instruction = program[next];
      if (instruction === undefined || instruction.op === "done") return true;
      if (instruction.op === "one") here.push(next);
      else if (instruction.op === "fork") open.push(...instruction.ways);
      else if (isAt(instruction.place, characters, at)) open.push(next + 1);
    }
    const character = characters[at];
    if (character === undefined) return false;
    waiting = [];
    for (const one of here) {
      const instruction = program[one];
      if (instruction?.op === "one" && instruction.is(character)) waiting.push(one + 1);
    }
  }
  return false;
}

function isAt(place: Place, characters: readonly string[], at: number): boolean {
  if (place === "^") return at === 0;
  if (place === "$") return at === characters.length;
  const isWord = (character: string | undefined) => character !== undefined && /^\w$/.test(character);
  return (isWord(characters[at - 1]) !== isWord(characters[at])) === (place === "b");
}
