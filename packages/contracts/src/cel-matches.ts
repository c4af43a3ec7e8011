import { type LinearPattern, linearPattern } from "./linear-pattern.ts";

/** What stands in for `matches`, which cel-js gives to RegExp: a pattern could then take hours over thirty characters. */
export const standIn = "linear_matches";
export const matchesSignature = `string.${standIn}(string): bool`;

const known = new Map<string, LinearPattern>();

/** The function behind `text.matches(pattern)`: linear in the text. Throws SyntaxError for what is no such pattern. */
export function matches(text: unknown, pattern: unknown): boolean {
  return patternOf(String(pattern)).test(String(text));
}

/** The pattern, each compiled once; `before` is told when it has to be compiled. */
export function patternOf(source: string, before?: () => void): LinearPattern {
  const made = known.get(source);
  if (made) return made;
  before?.();
  const compiled = linearPattern(source);
  if (known.size >= 500) known.clear();
  known.set(source, compiled);
  return compiled;
}

/**
 * The expression with its `matches` calls replaced by calls of the function above; `ast` is its syntax tree as cel-js
 * gives it. Throws SyntaxError for a written pattern that cannot be used.
 */
export function replaceMatches(expression: string, ast: unknown): string {
  let replaced = expression;
  // From the end, so that places further left stay where they are.
  for (const call of callsOf(ast).sort((a, b) => b.after - a.after)) {
    if (typeof call.pattern === "string") linearPattern(call.pattern);
    const name = replaced.slice(call.after).replace(/\bmatches\b/, standIn);
    replaced = replaced.slice(0, call.after) + name;
  }
  return replaced;
}

/** Whether a `matches` call is left. */
export const hasMatches = (ast: unknown): boolean => callsOf(ast).length > 0;

/** What is told about an expression names the function as it was written. */
export const asWritten = (message: string): string => message.replaceAll(standIn, "matches");

interface Call {
  /** Where what it is called on ends: the name is the next one after. */
  after: number;
  /** When it is written in the expression. */
  pattern: unknown;
}

function callsOf(node: unknown): Call[] {
  if (Array.isArray(node)) return node.flatMap(callsOf);
  if (typeof node !== "object" || node === null || !("args" in node)) return [];
  const inside = callsOf(node.args);
  if (!("op" in node) || node.op !== "rcall" || !Array.isArray(node.args)) return inside;
  const [name, receiver, given]: unknown[] = node.args;
  if (name !== "matches") return inside;
  const end = typeof receiver === "object" && receiver !== null && "end" in receiver ? receiver.end : undefined;
  const first: unknown = Array.isArray(given) ? given[0] : undefined;
  const isWritten = typeof first === "object" && first !== null && "op" in first && first.op === "value";
  return [
    ...inside,
    {
      after: typeof end === "number" ? end : Number.MAX_SAFE_INTEGER,
      pattern: isWritten && "args" in first ? first.args : undefined,
    },
  ];
}
