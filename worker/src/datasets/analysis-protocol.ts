import { AppError, ErrorCode, type Evidence, Fault, Findings, isAppError, Profile, Source } from "@plumbline/contracts";
import { z } from "zod";
import type { DetectSettings } from "./detect/index.ts";
import type { Limits } from "./table/limits.ts";

/** What parent and child of an analysis say to each other. The child reads what strangers uploaded: its words are parsed. */
export const Opened = z.object({
  source: Source,
  row_count: z.int(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), storage: z.string() })),
});
export type Opened = z.infer<typeof Opened>;

export const RecomputedList = z.array(
  z.object({
    evidence_id: z.string(),
    kind: z.enum(["aggregate", "series", "comparison", "rows", "test", "chart"]),
    equal: z.boolean(),
    off: z.number().nullable(),
    reason: z.string().nullable(),
  }),
);

export const results = { open: Opened, profile: Profile, detect: Findings, recompute: RecomputedList };

/** Sent once, before anything else. */
export interface Start {
  start: { path: string; file_name: string; limits: Limits };
}

export type Request =
  | { id: number; op: "open" | "profile" }
  | { id: number; op: "detect"; settings?: DetectSettings }
  | { id: number; op: "recompute"; evidence: readonly Evidence[] };

const Failure = z.object({
  code: ErrorCode.nullable(),
  message: z.string(),
  fix: z.string().optional(),
  errors: z.array(Fault).optional(),
  stack: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

export const Reply = z.union([
  z.object({ id: z.int(), result: z.unknown() }),
  z.object({ id: z.int(), failure: Failure }),
  z.object({ progress: z.object({ done: z.number(), total: z.number(), what: z.string() }) }),
]);
export type Reply = z.infer<typeof Reply>;

/** An error as it crosses the border: whole when it is meant for the caller, without cells of the file otherwise. */
export function toFailure(error: unknown): Failure {
  if (isAppError(error)) {
    return {
      code: error.code,
      message: error.message,
      ...(error.fix !== undefined && { fix: error.fix }),
      ...(error.errors && { errors: error.errors }),
    };
  }
  if (!(error instanceof Error)) return { code: null, message: "unknown failure" };
  // The database quotes the values it could not handle; only the class of its error may reach a log.
  const kind = /^[A-Z]\w*(?: \w+)* Error(?=:)/.exec(error.message)?.[0];
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { code: null, message: kind ?? error.message, ...(frames && { stack: frames.slice(0, 12).join("\n") }) };
}

export function fromFailure(failure: Failure): Error {
  if (failure.code === null) {
    const error = new Error(`the analysis failed: ${failure.message}`);
    if (failure.stack) error.stack = `${error.name}: ${error.message}\n${failure.stack}`;
    return error;
  }
  return new AppError(failure.code, failure.message, {
    ...(failure.fix !== undefined && { fix: failure.fix }),
    ...(failure.errors && { errors: failure.errors }),
  });
}
