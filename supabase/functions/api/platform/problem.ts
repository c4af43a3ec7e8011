import { AppError, canRetry, ErrorCode, errorCodes, type Fault, isAppError, type Problem } from "@plumbline/contracts";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { ApiContext } from "./context.ts";

/** The code of an error from the database or the way to it; undefined for any other error. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Answers any error as application/problem+json (RFC 9457): the only place where an error becomes an answer. */
export function answerProblem(error: unknown, c: ApiContext): Response {
  const known = toAppError(error);
  if (known.code === "internal" || known.code === "unavailable") c.set("failure", error);
  const { status, title } = errorCodes[known.code];
  const problem: Problem = {
    type: `urn:plumbline:error:${known.code}`,
    title,
    status,
    // What went wrong inside is for the log.
    detail: known.code === "internal" ? "Something went wrong on our side" : known.message,
    ...(known.fix !== undefined && { fix: known.fix }),
    code: known.code,
    request_id: c.get("request_id"),
    ...(known.errors && { errors: known.errors }),
  };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (canRetry(known.code)) headers["retry-after"] = retryAfter(known.code, c);
  if (known.code === "unauthenticated") headers["www-authenticate"] = challenge(c);
  return c.newResponse(JSON.stringify(problem), { status, headers });
}

const retryAfter = (code: ErrorCode, c: ApiContext): string =>
  code === "rate_limited" ? String(c.get("retry_after_s") ?? 10) : "2";

/** RFC 6750: whether something was sent that is not valid, or nothing. */
const challenge = (c: ApiContext): string =>
  c.req.header("authorization") === undefined ? "Bearer" : 'Bearer error="invalid_token"';

/** Any error as an AppError; what is not known becomes `internal`. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof z.ZodError) return invalid("The request is not valid", faultsOf(error.issues));
  if (error instanceof HTTPException) {
    const code = codeOfStatus(error.status);
    return new AppError(code, error.message || errorCodes[code].title, { cause: error });
  }
  const state = sqlState(error);
  if (state !== undefined && error instanceof Error) return fromDatabase(state, error);
  return new AppError("internal", "Something went wrong on our side", { cause: error });
}

function fromDatabase(state: string, error: Error): AppError {
  const raised = /^PT(\d{3})$/.exec(state)?.[1];
  const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  const fix = hint === undefined ? {} : { fix: hint };
  if (raised !== undefined) {
    // Where one status has several codes, the function names its own as the detail.
    const named = ErrorCode.safeParse("detail" in error ? error.detail : undefined);
    return new AppError(named.data ?? codeOfStatus(Number(raised)), error.message, { ...fix, cause: error });
  }
  if (state === "23505" || state === "23503") {
    return new AppError("conflict", "This conflicts with something that is already there", { cause: error });
  }
  if (/^(23514|23502|22P02|22P05|22021|22001|22003|22007|22008)$/.test(state)) {
    return new AppError("invalid_request", "A value is outside what is allowed", { cause: error });
  }
  if (state === "42501") {
    // A function's own sentence carries a hint or no object; Postgres' own names a table, which is nobody's business.
    const ours = !/^(permission denied|new row violates|query would be affected|must be)/.test(error.message);
    const detail = ours ? error.message : "Your role does not allow this";
    return new AppError("forbidden", detail, { fix: hint ?? "Ask an owner for the role it needs", cause: error });
  }
  if (/^(08|53|40)...$|^57(014|P0.)$|^55P03$/.test(state) || networkErrors.has(state)) {
    const detail = state === "57014" ? "The database took too long" : "The database is not available right now";
    return new AppError("unavailable", detail, { fix: "Try again in a moment", cause: error });
  }
  return new AppError("internal", "Something went wrong on our side", { cause: error });
}

/** What the driver and the network say when there is no database to talk to. */
const networkErrors = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "EPIPE",
]);

const byStatus: Partial<Record<number, ErrorCode>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  413: "payload_too_large",
  415: "unsupported_media_type",
  429: "rate_limited",
  503: "unavailable",
  504: "timed_out",
};
const codeOfStatus = (status: number): ErrorCode =>
  byStatus[status] ?? (status >= 400 && status < 500 ? "invalid_request" : "internal");

/** An invalid_request that names what is wrong. */
export const invalid = (detail: string, errors: Fault[]): AppError =>
  new AppError("invalid_request", detail, { errors, fix: "Correct what is named under errors" });

export interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Validation issues as faults; `location` is a JSON pointer (RFC 6901), after `prefix` for what is not in the body. */
export const faultsOf = (issues: readonly Issue[], prefix = ""): Fault[] =>
  issues.map(({ message, path = [] }) => {
    const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
    const pointer = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    return { location: `${prefix}${pointer}` || "/", message, fix: fixOf(message, keys) };
  });

const fixOf = (message: string, keys: string[]): string => {
  const name = keys.at(-1) ?? "the body";
  return /received undefined/.test(message) ? `Add ${name}` : `Change ${name} so that this holds`;
};
