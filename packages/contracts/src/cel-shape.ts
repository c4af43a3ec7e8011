export interface CelFault {
  message: string;
  fix: string;
}

/** How an expression may look. */
const limits = { levels: 200, nested: 2 };
const comprehensions = new Set(["all", "exists", "exists_one", "filter", "map"]);

/** Whether something is a node of the syntax tree: an operator and its operands. */
export const isNode = (value: unknown): value is { op: string; args: unknown } =>
  typeof value === "object" && value !== null && "op" in value && "args" in value && typeof value.op === "string";

/**
 * Why an expression may not even be checked: it goes too deep, passes over lists within lists within lists, or makes maps
 * whose keys are computed, the types of which can double with every use. Looked at before anything goes down into the tree.
 */
export function shapeFault(ast: unknown): CelFault | undefined {
  const open = [{ value: ast, level: 1, nested: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level, nested } = next;
    if (Array.isArray(value)) {
      for (const one of value) open.push({ value: one, level, nested });
      continue;
    }
    if (!isNode(value)) continue;
    if (level > limits.levels) {
      const message = `The expression goes deeper than ${limits.levels} levels.`;
      return { message, fix: "Split it, or let a step compute it." };
    }
    if (hasComputedKey(value)) {
      return { message: "A key of a map is computed.", fix: "Write the key out, as text or a number." };
    }
    const within = comprehensionOf(value);
    if (!within) {
      open.push({ value: value.args, level: level + 1, nested });
      continue;
    }
    if (nested >= limits.nested) {
      const message = `${within.name} is nested more than ${limits.nested} deep: lists within lists are passed over.`;
      return { message, fix: "Look at fewer lists at once, or let a step compute it." };
    }
    open.push({ value: within.over, level: level + 1, nested });
    open.push({ value: within.given, level: level + 1, nested: nested + 1 });
  }
  return undefined;
}

/** What passes over the elements of something, as `list.all(x, ...)` does. */
function comprehensionOf({ op, args }: { op: string; args: unknown }) {
  if (op !== "rcall" || !Array.isArray(args)) return undefined;
  const [name, over, given]: unknown[] = args;
  const isOne = typeof name === "string" && comprehensions.has(name) && Array.isArray(given) && given.length > 1;
  return isOne ? { name, over, given } : undefined;
}

const hasComputedKey = ({ op, args }: { op: string; args: unknown }) =>
  op === "map" &&
  Array.isArray(args) &&
  args.some((entry: unknown) => Array.isArray(entry) && isNode(entry[0]) && entry[0].op !== "value");
