import { Buffer } from "node:buffer";
import { AppError } from "@plumbline/contracts";

type Value = string | number | boolean | null | Query;

/** A statement, or a piece of one, whose values are already literals. `Row` is what one row of it looks like. */
export class Query<Row = unknown> {
  readonly text: string;
  /** True when no text of a request is in it: then there are only so many texts of this statement. */
  readonly general: boolean;
  declare readonly row: Row;
  constructor(text: string, general: boolean) {
    this.text = text;
    this.general = general;
  }
}

/**
 * Builds a statement: every `${value}` becomes a literal, every `${sql`...`}` is taken as it is. The only way from a
 * value to SQL in the API. Literals rather than bound parameters, so that role, claims and query travel in one message.
 */
export function sql<Row>(strings: TemplateStringsArray, ...values: Value[]): Query<Row> {
  let text = strings[0] ?? "";
  let general = true;
  values.forEach((value, i) => {
    general &&= value instanceof Query ? value.general : typeof value !== "string";
    text += (value instanceof Query ? value.text : literal(value)) + (strings[i + 1] ?? "");
  });
  return new Query(text, general);
}

/**
 * A value as a Postgres literal, by libpq's rule (PQescapeLiteral): quotes doubled; with a backslash inside, the E form
 * with backslashes doubled, so that standard_conforming_strings does not matter. The connection always speaks UTF-8,
 * where no character holds a quote's byte. Throws invalid_request for text with a NUL, which Postgres cannot store.
 */
export function literal(value: string | number | boolean | null): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("Only finite numbers have a literal");
    // The brackets keep a minus from meeting another one and becoming a comment.
    return `(${value})`;
  }
  if (value.includes("\0")) {
    throw new AppError("invalid_request", "The text contains a NUL character", { fix: "Remove it" });
  }
  const quoted = value.replaceAll("'", "''");
  return quoted.includes("\\") ? ` E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/** Bytes as a bytea value. Base64: a third longer than the bytes where hex doubles them, which the parser feels. */
export const bytea = (bytes: Uint8Array): Query =>
  new Query(
    `decode('${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")}','base64')`,
    false,
  );

/** Conditions with `and` between them; `true` when there are none. */
export const every = (conditions: (Query | undefined)[]): Query => {
  const given = conditions.flatMap((c) => (c ? [c] : []));
  if (given.length === 0) return new Query("true", true);
  return new Query(
    given.map((c) => `(${c.text})`).join(" and "),
    given.every((c) => c.general),
  );
};
