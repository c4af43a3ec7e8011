import { createHash } from "node:crypto";

/** What a statement may carry: arrays become Postgres arrays; JSON travels as text with a cast. */
export type Parameter = string | number | boolean | null | Date | Buffer | readonly string[];

/**
 * Runs one statement written as a template; every `${value}` is a parameter, never text. The rows are what the caller
 * says they are: 64-bit integers and numerics arrive as text unless cast.
 */
export type Sql = <Row extends object>(parts: TemplateStringsArray, ...values: Parameter[]) => Promise<Row[]>;

interface Statement {
  name: string;
  text: string;
}

/** The same text has the same name, so each connection prepares it once. */
export const nameOf = (text: string): string => `s_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;

const statements = new WeakMap<TemplateStringsArray, Statement>();

/** The statement of a template. */
export function statementOf(parts: TemplateStringsArray): Statement {
  let statement = statements.get(parts);
  if (!statement) {
    const text = parts.reduce((all, part, i) => `${all}$${i}${part}`);
    statement = { name: nameOf(text), text };
    statements.set(parts, statement);
  }
  return statement;
}
