import { CelBudget, CelMeter } from "./cel-budget.ts";
import { asWritten, hasMatches, matches, matchesSignature, replaceMatches } from "./cel-matches.ts";
import { type CelFault, isNode, shapeFault } from "./cel-shape.ts";

export { CelBudget, type CelFault };

/** The names an expression of a node may read. */
export const conditionNames = ["ir", "metrics", "params", "input"] as const;
/** The names a metric's expression may read: the step's result, what it was given, and how it went. */
export const metricNames = ["output", "params", "input", "duration_ms", "size_bytes", "attempt"] as const;
/** The names a threshold may read: the metric's own value and the step's other metrics. */
export const thresholdNames = ["value", "metrics"] as const;

/** The part of `@marcbachmann/cel-js` that is used here, so that edge, worker and browser bring their own copy. */
export interface CelEnvironment {
  registerVariable(name: string, type: string): unknown;
  registerFunction(signature: string, handler: (text: unknown, pattern: unknown) => unknown): unknown;
  registerOperator(signature: string, handler: CelOperator): unknown;
  parse(expression: string): CelProgram;
}
type CelOperator = (left: unknown, right: unknown, ...more: unknown[]) => unknown;
interface CelProgram {
  (context?: Record<string, unknown>): unknown;
  ast: unknown;
  check(): { valid: boolean; type?: string; error?: Error };
}

/** A compiled expression. */
export interface Cel {
  /** Nodes it reads under `ir`. */
  ir: readonly string[];
  /** Nodes it reads under `metrics`. */
  metrics: readonly string[];
  /** The type it evaluates to as far as that is known before: `bool`, `double`, `dyn`. */
  type: string;
  /**
   * Evaluates within a budget: its own, or one that several share. Throws AppError expression_too_costly when that is not
   * enough, and what cel-js throws when something is missing or of another type.
   */
  evaluate(context: Record<string, unknown>, budget?: CelBudget): unknown;
}

/** Compiles an expression, or says in a sentence why it cannot be. */
export type CompileCel = (expression: string) => Cel | CelFault;
export const isCelFault = (compiled: Cel | CelFault): compiled is CelFault => "message" in compiled;

/** Why an evaluation broke off, in a sentence without its full stop; never long, whatever the data is. */
export const celError = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n", 1)[0] ?? "").slice(0, 300) : "It broke off";

const longest = 2000;

/**
 * A compiler for expressions that may read `names`, each compiled once. `environment` is a fresh one of cel-js. JSON has
 * one kind of number, so numbers of the data are doubles, and whole numbers written in an expression may meet them in
 * any arithmetic. Patterns of `matches` are tested in linear time, and no evaluation takes more than its budget.
 */
export function createCel(environment: CelEnvironment, names: readonly string[]): CompileCel {
  for (const name of names) environment.registerVariable(name, typeOf(name));
  let evaluator: unknown;
  for (const [operator, apply] of Object.entries(arithmetic)) {
    environment.registerOperator(`double ${operator} int`, (a, b, _, by) => {
      evaluator ??= by;
      return apply(Number(a), Number(b));
    });
    environment.registerOperator(`int ${operator} double`, (a, b) => apply(Number(a), Number(b)));
  }
  environment.registerFunction(matchesSignature, matches);
  // An operator is handed what evaluates it: how the one of this environment is found.
  environment.parse("1.0 + 1")();
  const meter = new CelMeter(evaluator);
  const compiled = new Map<string, Cel | CelFault>();
  return (expression) => {
    const known = compiled.get(expression);
    if (known) return known;
    const made = compile(environment, meter, expression);
    // An editor compiles at every key stroke: what is remembered stays small.
    if (compiled.size >= 1000) compiled.clear();
    compiled.set(expression, made);
    return made;
  };
}

const arithmetic: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

const scalars = new Set(["duration_ms", "size_bytes", "attempt"]);
const typeOf = (name: string) => (name === "value" || name === "output" ? "dyn" : scalars.has(name) ? "double" : "map");

function compile(environment: CelEnvironment, meter: CelMeter, expression: string): Cel | CelFault {
  if (expression.length > longest) {
    return { message: `The expression is longer than ${longest} characters.`, fix: "Shorten it." };
  }
  try {
    let program = environment.parse(expression);
    const misshapen = shapeFault(program.ast);
    if (misshapen) return misshapen;
    if (hasMatches(program.ast)) {
      program = environment.parse(replaceMatches(expression, program.ast));
      if (hasMatches(program.ast)) throw new SyntaxError("matches cannot be used like this");
    }
    const checked = program.check();
    if (!checked.valid) return explain(checked.error);
    const reads = readsOf(program.ast);
    if (reads.whole) {
      return {
        message: `${reads.whole} stands alone: nobody can tell which nodes are read.`,
        fix: `Name the node: ${reads.whole}.<node>.`,
      };
    }
    meter.price(program.ast);
    return {
      ir: [...reads.ir],
      metrics: [...reads.metrics],
      type: checked.type ?? "dyn",
      evaluate: (context, budget = new CelBudget()) => meter.within(budget, () => program(context)),
    };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): CelFault {
  const summary = error instanceof Error ? ("summary" in error ? String(error.summary) : error.message) : "";
  const first = asWritten(summary.split("\n")[0] ?? "");
  return { message: `${first || "It cannot be read"}.`.replace(/\.\.$/, "."), fix: "Correct the expression (CEL)." };
}

/** The nodes an expression names under `ir` and `metrics`; `whole` when it takes one of the two as a whole. */
function readsOf(ast: unknown) {
  const ir = new Set<string>();
  const metrics = new Set<string>();
  let whole: string | undefined;
  const rootOf = (node: unknown) =>
    isNode(node) && node.op === "id" && (node.args === "ir" || node.args === "metrics") ? node.args : undefined;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one);
      return;
    }
    if (!isNode(value)) return;
    const root = rootOf(value);
    if (root) {
      whole = root;
      return;
    }
    if (Array.isArray(value.args) && (value.op === "." || value.op === "[]")) {
      const [target, field] = value.args;
      const read = rootOf(target);
      const key = isNode(field) && field.op === "value" ? field.args : field;
      if (read && typeof key === "string") {
        (read === "ir" ? ir : metrics).add(key);
        return;
      }
    }
    visit(value.args);
  };
  visit(ast);
  return { ir, metrics, whole };
}
