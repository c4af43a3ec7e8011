import { type Spend, spendCall, spendOperator, traversal } from "./cel-prices.ts";
import { isNode } from "./cel-shape.ts";
import { AppError } from "./errors.ts";

/** What the evaluation of one expression may cost: about a tenth of a second, or some 150,000 elements looked at. */
export const celUnits = 1_000_000;

/**
 * What evaluations may still cost together. One unit is one node of an expression evaluated once; what takes longer the
 * larger its operands are costs by their size, so nothing larger than the budget can be made either: ten characters a
 * unit, an element a unit.
 */
export class CelBudget {
  readonly #units: number;
  #left: number;
  constructor(units = celUnits) {
    this.#units = units;
    this.#left = units;
  }

  /** Throws AppError expression_too_costly when that is more than is left, and ever after. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left >= 0) return;
    throw new AppError("expression_too_costly", `It takes more than ${this.#units.toLocaleString("en-US")} steps`, {
      fix: "Look at fewer elements, or let a step compute it and read its result.",
    });
  }
}

/** The part of the evaluator inside cel-js through which everything in an expression is evaluated. */
interface Evaluator {
  run(ast: unknown, context: unknown): unknown;
  tryEval(ast: unknown, context: unknown): unknown;
}
const isEvaluator = (value: unknown): value is Evaluator =>
  typeof value === "object" &&
  value !== null &&
  "run" in value &&
  typeof value.run === "function" &&
  "tryEval" in value &&
  typeof value.tryEval === "function";

/** Charges everything an evaluator does to a budget. */
export class CelMeter {
  #budget = new CelBudget(0);

  /** Throws when it is no evaluator as we know them: an expression that nobody counts must not be evaluated. */
  constructor(evaluator: unknown) {
    if (!isEvaluator(evaluator)) throw new Error("cel-js does not evaluate as it did: nothing would limit expressions");
    const run = evaluator.run.bind(evaluator);
    evaluator.run = (ast, context) => {
      this.#budget.spend(1);
      return run(ast, context);
    };
    evaluator.tryEval = (ast, context) => {
      try {
        return evaluator.run(ast, context);
      } catch (error) {
        // Another operand or element may make up for an error, but not for a budget that is spent: this throws again.
        this.#budget.spend(errorCost);
        return error;
      }
    };
  }

  /** Evaluates within the budget. Throws AppError expression_too_costly when that is not enough. */
  within<T>(budget: CelBudget, evaluate: () => T): T {
    const before = this.#budget;
    this.#budget = budget;
    try {
      return evaluate();
    } finally {
      this.#budget = before;
    }
  }

  /** Lets every operator and function of a checked expression cost by the size of its operands. */
  price(ast: unknown): void {
    if (Array.isArray(ast)) for (const one of ast) this.price(one);
    if (!isNode(ast)) return;
    this.#priceOne(ast);
    this.price(ast.args);
  }

  #priceOne(node: { op: string; args: unknown }): void {
    const alternate = alternateOf(node);
    if (alternate) this.#priceOne(alternate);
    if (alternate || !hasHandle(node)) return;
    const { op, handle } = node;
    const name = Array.isArray(node.args) && typeof node.args[0] === "string" ? node.args[0] : "";
    if (binary.has(op)) {
      node.handle = (left, right, ...rest) => {
        spendOperator(op, left, right, this.#spend);
        return handle(left, right, ...rest);
      };
    } else if (op === "call" || op === "rcall") {
      node.handle = (given, ...rest) => {
        spendCall(name, Array.isArray(given) ? given : [], this.#spend);
        return handle(given, ...rest);
      };
    } else if (op === "comprehension") {
      node.handle = (items, ...rest) => {
        this.#spend(Array.isArray(items) ? 0 : traversal(items));
        return handle(items, ...rest);
      };
    }
  }

  readonly #spend: Spend = (units) => this.#budget.spend(units);
}

type Handle = (...given: unknown[]) => unknown;

const hasHandle = (node: object): node is { handle: Handle } => "handle" in node && typeof node.handle === "function";
/** What cel-js evaluates in the place of a comprehension. */
function alternateOf(node: object) {
  const meta = "meta" in node ? node.meta : undefined;
  const alternate = typeof meta === "object" && meta !== null && "alternate" in meta ? meta.alternate : undefined;
  return isNode(alternate) ? alternate : undefined;
}

/** An error carries where it was made: the dearest thing an element can be. */
const errorCost = 50;
const binary = new Set(["==", "!=", "in", "+", "-", "*", "/", "%", "<", "<=", ">", ">="]);
