import { AppError, type AppErrorOptions, type ErrorCode, errorCodes, Problem } from "@plumbline/contracts";

/** An AppError that came from the API, with the id under which the server logged the request. */
export class ApiError extends AppError {
  readonly request_id: string | undefined;
  /** Seconds the server asks to wait before trying again. */
  readonly retry_after_s: number | undefined;
  constructor(
    code: ErrorCode,
    detail: string,
    options: AppErrorOptions & { request_id?: string | undefined; retry_after_s?: number | undefined } = {},
  ) {
    super(code, detail, options);
    this.request_id = options.request_id;
    this.retry_after_s = options.retry_after_s;
  }
}

/** The code a bare HTTP status stands for when the body is no problem document (a proxy answered). */
export function codeOfStatus(status: number): ErrorCode {
  if (status === 502) return "unavailable";
  const codes = Object.keys(errorCodes).filter((c): c is ErrorCode => c in errorCodes);
  return codes.find((c) => errorCodes[c].status === status) ?? (status >= 500 ? "internal" : "invalid_request");
}

/** Rebuilds the error the server threw from its answer's status, text and headers (RFC 9457). */
export function errorFromAnswer(status: number, text: string, headers: Headers): ApiError {
  const retry = Number(headers.get("retry-after"));
  const retry_after_s = Number.isFinite(retry) && retry > 0 ? retry : undefined;
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) {
    const { code, detail, fix, errors, request_id } = problem.data;
    return new ApiError(code, detail, { ...(fix && { fix }), ...(errors && { errors }), request_id, retry_after_s });
  }
  const code = codeOfStatus(status);
  return new ApiError(code, `${errorCodes[code].title}.`, {
    request_id: headers.get("x-request-id") ?? undefined,
    retry_after_s,
  });
}

/** Reads JSON, or undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The network gave no answer at all. */
export const unreachable = (cause: unknown): ApiError =>
  new ApiError("unavailable", "The server cannot be reached.", {
    cause,
    fix: "Check your connection, then try again.",
  });
