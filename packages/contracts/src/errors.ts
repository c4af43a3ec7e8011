import { z } from "zod";

/**
 * Every error code a caller can meet: its HTTP status and whether trying again can help.
 * docs/errors.md has one line per code; a test holds both lists equal.
 */
export const errorCodes = {
  invalid_request: { status: 400, retry: false, title: "The request is not valid" },
  unauthenticated: { status: 401, retry: false, title: "Sign in first" },
  forbidden: { status: 403, retry: false, title: "Your role does not allow this" },
  membership_pending: { status: 403, retry: false, title: "Your membership is waiting for approval" },
  membership_suspended: { status: 403, retry: false, title: "Your membership is suspended" },
  tenant_pending: { status: 403, retry: false, title: "The tenant is waiting for approval" },
  tenant_suspended: { status: 403, retry: false, title: "The tenant is suspended" },
  tenant_required: { status: 403, retry: false, title: "You are not a member of a tenant yet" },
  feature_disabled: { status: 403, retry: false, title: "This feature is switched off for the tenant" },
  not_found: { status: 404, retry: false, title: "Not found" },
  method_not_allowed: { status: 405, retry: false, title: "This method is not allowed here" },
  conflict: { status: 409, retry: false, title: "The request conflicts with the current state" },
  payload_too_large: { status: 413, retry: false, title: "The upload is too large" },
  unsupported_media_type: { status: 415, retry: false, title: "This content type is not accepted here" },
  rate_limited: { status: 429, retry: true, title: "Too many attempts" },
  internal: { status: 500, retry: true, title: "Something went wrong on our side" },
  unavailable: { status: 503, retry: true, title: "The service is not available right now" },
  timed_out: { status: 504, retry: true, title: "It took too long" },

  // Files that cannot become a dataset: stored on the run that tried.
  file_empty: { status: 422, retry: false, title: "The file is empty" },
  file_no_rows: { status: 422, retry: false, title: "The file has a header but no rows" },
  file_not_a_table: { status: 422, retry: false, title: "The file is not a table" },
  file_unsupported: { status: 422, retry: false, title: "This kind of file is not supported" },
  file_encoding: { status: 422, retry: false, title: "The text of the file cannot be decoded" },
  file_ragged: { status: 422, retry: false, title: "The rows do not have the same number of cells" },
  file_too_wide: { status: 422, retry: false, title: "The file has too many columns" },
  file_too_many_rows: { status: 422, retry: false, title: "The file has too many rows" },
  file_cell_too_large: { status: 422, retry: false, title: "A cell is too large" },
  file_too_deep: { status: 422, retry: false, title: "The JSON is nested too deeply" },
  file_archive_bomb: { status: 422, retry: false, title: "The archive unpacks to far more than it should" },
  file_corrupt: { status: 422, retry: false, title: "The file is damaged" },
  file_password: { status: 422, retry: false, title: "The file is protected by a password" },
  file_too_complex: { status: 422, retry: false, title: "The file needs more memory or time than is allowed" },
  run_interrupted: { status: 500, retry: true, title: "The run lost its worker too often" },
  pipeline_invalid: { status: 422, retry: false, title: "The pipeline is not valid" },
  condition_failed: { status: 422, retry: false, title: "A condition could not be evaluated" },
  expression_too_costly: { status: 422, retry: false, title: "An expression needs more work than is allowed" },
  ir_invalid: { status: 500, retry: false, title: "A step produced a result outside its schema" },
} as const satisfies Record<string, { status: number; retry: boolean; title: string }>;

export type ErrorCode = keyof typeof errorCodes;
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

/** One thing that is wrong: where (a JSON pointer, a column, a row), what, and how to mend it. */
export const Fault = z.object({ location: z.string(), message: z.string(), fix: z.string().optional() });
export type Fault = z.infer<typeof Fault>;

/** RFC 9457 problem document; the only error body the API answers. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    fix: z.string().optional(),
    code: ErrorCode,
    request_id: z.string(),
    errors: z.array(Fault).optional(),
  })
  .meta({ ref: "Problem" });
export type Problem = z.infer<typeof Problem>;

export interface AppErrorOptions {
  /** What the caller can do about it, one sentence. */
  fix?: string;
  /** For the log only; never sent to the caller. */
  cause?: unknown;
  errors?: Fault[];
}

/**
 * The one error class. `detail` and `fix` go to the caller, `cause` to the log.
 * Compare with `isAppError`, never `instanceof`: workspaces may hold separate copies.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly errors: Fault[] | undefined;
  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
    this.errors = options.errors;
  }
  get status(): number {
    return errorCodes[this.code].status;
  }
}

export const isAppError = (e: unknown): e is AppError => e instanceof Error && e.name === "AppError" && "code" in e;
export const canRetry = (code: ErrorCode): boolean => errorCodes[code].retry;
