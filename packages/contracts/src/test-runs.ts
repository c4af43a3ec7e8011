import { z } from "zod";
import { Fault } from "./errors.ts";
import { Id, Timestamp } from "./pages.ts";

/** A quality suite that was executed, or what validation said about one run. */
export const TestRun = z
  .object({
    id: Id,
    /** `ir_validation`, or the name of a quality suite. */
    suite: z.string().min(1).max(120),
    /** The run it is about, when it is about one. */
    run_id: Id.nullable(),
    /** Commit, branch or build it was executed for. */
    label: z.string().max(200),
    total: z.int(),
    passed: z.int(),
    failed: z.int(),
    started_at: Timestamp,
    finished_at: Timestamp,
  })
  .meta({ ref: "TestRun" });
export type TestRun = z.infer<typeof TestRun>;

export const TestResult = z
  .object({
    name: z.string().min(1).max(300),
    passed: z.boolean(),
    step_key: z.string().nullable(),
    faults: z.array(Fault),
    ms: z.number().nullable(),
  })
  .meta({ ref: "TestResult" });
export type TestResult = z.infer<typeof TestResult>;
export const TestRunDetail = TestRun.extend({ results: z.array(TestResult) }).meta({ ref: "TestRunDetail" });
export type TestRunDetail = z.infer<typeof TestRunDetail>;

/** Editors and up: what a suite outside (CI) found. */
export const TestRunCreate = z.object({
  suite: z.string().trim().min(1).max(120),
  run_id: Id.nullable().default(null),
  label: z.string().trim().max(200).default(""),
  started_at: Timestamp,
  results: z
    .array(
      z.object({
        name: TestResult.shape.name,
        passed: z.boolean(),
        step_key: z.string().nullable().default(null),
        faults: z.array(Fault).max(100).default([]),
        ms: z.number().nullable().default(null),
      }),
    )
    .min(1)
    .max(2000),
});
export type TestRunCreate = z.infer<typeof TestRunCreate>;
