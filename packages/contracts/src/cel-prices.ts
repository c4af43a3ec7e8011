import { patternOf, standIn } from "./cel-matches.ts";

/** Takes units from the budget of what is evaluated; throws when they are spent. */
export type Spend = (units: number) => void;

/** Units; those of texts as in cel-go, the others as they were measured: a node takes some 0.1 µs. */
const costs = {
  character: 0.1,
  element: 1,
  key: 2,
  /** Two values that are held against each other. */
  scalars: 0.1,
  objects: 3,
  time_zone: 500,
  pattern: 1000,
  pattern_character: 10,
};

/** Looking once through a text, or the keys of a map. */
export function traversal(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length * costs.character;
  return isMap(value) ? Object.keys(value).length * costs.key : 0;
}

/** Operands are typed by their first element, and that by its own: maps have to be gone through for it. */
function typing(value: unknown): number {
  let units = 0;
  for (let first = value; Array.isArray(first) || isMap(first); units++) {
    if (Array.isArray(first)) first = first[0];
    else {
      const keys = Object.keys(first);
      units += keys.length * costs.key;
      first = first[keys[0] ?? ""];
    }
  }
  return units;
}

/** Pays for an operator before it is applied. */
export function spendOperator(op: string, left: unknown, right: unknown, spend: Spend): void {
  spend(typing(left) + typing(right));
  if (op === "==" || op === "!=") compare(left, right, spend);
  else if (op === "in" && Array.isArray(right)) right.some((one: unknown) => compare(left, one, spend));
  else if (op === "+" && Array.isArray(left) && Array.isArray(right)) {
    spend((left.length + right.length) * costs.element);
  } else if (op === "+") spend(textLength(left, right) * costs.character);
  else if (op.startsWith("<") || op.startsWith(">")) {
    spend(Math.min(lengthOf(left), lengthOf(right)) * costs.character);
  }
}

const lengthOf = (value: unknown) => (typeof value === "string" || value instanceof Uint8Array ? value.length : 0);
const textLength = (left: unknown, right: unknown) => lengthOf(left) + lengthOf(right);

/** Goes the way an equality goes, and pays on it: one value may be in another many times over. */
function compare(left: unknown, right: unknown, spend: Spend): boolean {
  spend(isObject(left) && isObject(right) ? costs.objects : costs.scalars);
  if (typeof left === "string" && typeof right === "string") {
    spend(Math.min(left.length, right.length) * costs.character);
  }
  if (!isObject(left) || !isObject(right)) return left === right || (isNumber(left) && Number(left) === Number(right));
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    const others: unknown[] = right;
    return left.length === others.length && left.every((one: unknown, i) => compare(one, others[i], spend));
  }
  spend(traversal(left) + traversal(right));
  // Bytes, times, types: by what they stand for.
  if (!isMap(left) || !isMap(right))
    return !isMap(left) && !isMap(right) && String(left.valueOf()) === String(right.valueOf());
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => compare(left[key], right[key], spend));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** A map of the data, or written in an expression; what is of a class is none. */
const isMap = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && (Object.getPrototypeOf(value) ?? Object.prototype) === Object.prototype;
const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";

/** Pays for a function before it is called; `given` begins with what it is called on. */
export function spendCall(name: string, given: readonly unknown[], spend: Spend): void {
  for (const one of given) spend(traversal(one) + typing(one));
  const [first, second] = given;
  const text = lengthOf(first);
  if (name === standIn) {
    const source = String(second);
    const pattern = patternOf(source, () => spend(costs.pattern + source.length * costs.pattern_character));
    spend(text * pattern.size * costs.character);
  } else if (searches.has(name)) {
    spend(text * lengthOf(second) * costs.character ** 2);
    // Each part is an element, and nobody knows before how many there are.
    if (name === "split") spend(text * costs.element);
  } else if (name === "join" && Array.isArray(first)) {
    for (const one of first) spend(costs.character * (10 + textLength(one, second)));
  } else if (name === "duration") {
    // It is read by a pattern that goes back over a row of digits, and back over that.
    spend(text ** 3 * costs.character);
  } else if (name.startsWith("get") && given.length > 1) spend(costs.time_zone);
}

const searches = new Set(["contains", "indexOf", "lastIndexOf", "split"]);
