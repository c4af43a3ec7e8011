import type { RunDetail, RunEvent, RunStep } from "@plumbline/contracts";
import { describe, expect, test } from "vitest";
import { applyRunEvent, isLastEvent } from "./run-progress.ts";

const id = "0b8f6c1e-6a55-4a0e-9d0a-3f6f0c9f5d11";
const step = (key: string, position: number): RunStep => ({
  key,
  step: `dataset.${key}@1`,
  position,
  depends_on: [],
  status: "pending",
  progress: 0,
  message: null,
  attempt: 1,
  retries: 0,
  next_retry_at: null,
  skip_reason: null,
  reused_from: null,
  failure: null,
  started_at: null,
  finished_at: null,
});
const queued: RunDetail = {
  id,
  kind: "dataset_insight",
  status: "queued",
  subject_id: null,
  subject_name: null,
  progress: 0,
  attempt: 0,
  failure: null,
  trace_id: "t",
  pipeline_version_id: null,
  model: null,
  lineage: null,
  rerun_of: null,
  from_node: null,
  ir_validation: null,
  requested_by: null,
  created_at: "2026-11-20T12:00:00Z",
  started_at: null,
  finished_at: null,
  features: {},
  settings: {},
  steps: [step("parse", 0), step("profile", 1)],
};
let seq = 0;
const event = (type: RunEvent["type"], more: Partial<RunEvent> = {}): RunEvent => ({
  seq: ++seq,
  run_id: id,
  type,
  step_key: null,
  progress: null,
  message: null,
  at: `2026-11-20T12:00:${String(seq % 60).padStart(2, "0")}Z`,
  ...more,
});
const history: RunEvent[] = [
  event("queued"),
  event("started"),
  event("step_started", { step_key: "parse" }),
  event("step_progress", { step_key: "parse", progress: 0.5, message: "Read 500 rows" }),
  event("step_succeeded", { step_key: "parse", message: "Read 1,000 rows" }),
  event("step_started", { step_key: "profile" }),
  event("step_succeeded", { step_key: "profile" }),
  event("succeeded"),
];
const after = (count: number, run = queued): RunDetail => history.slice(0, count).reduce(applyRunEvent, run);

describe("a run that is followed", () => {
  test("starts, shows the step that runs with its own words and progress", () => {
    const run = after(4);
    expect(run).toMatchObject({ status: "running", progress: 0.25, started_at: history[1]?.at });
    expect(run.steps[0]).toMatchObject({ status: "running", progress: 0.5, message: "Read 500 rows" });
    expect(run.steps[1]).toMatchObject({ status: "pending", started_at: null });
  });

  test("ends complete, with every step finished at its own time", () => {
    const run = after(history.length);
    expect(run).toMatchObject({ status: "succeeded", progress: 1, finished_at: history.at(-1)?.at });
    expect(run.steps.map((s) => s.finished_at)).toEqual([history[4]?.at, history[6]?.at]);
  });

  test("is unchanged when its history is replayed from the start", () => {
    const run = after(history.length);
    expect(history.reduce(applyRunEvent, run)).toEqual(run);
    const half = after(5);
    expect(history.slice(0, 5).reduce(applyRunEvent, half)).toEqual(half);
  });

  test("is not moved by an event that comes late", () => {
    const half = after(5);
    expect(applyRunEvent(half, event("step_progress", { step_key: "parse", progress: 0.5 }))).toEqual(half);
    const cancelled = applyRunEvent(after(6), event("cancelled"));
    expect(applyRunEvent(cancelled, event("step_progress", { step_key: "profile", progress: 0.9 }))).toBe(cancelled);
  });

  test("never goes back in progress, even behind what the server said", () => {
    const run = after(4, { ...queued, progress: 0.9 });
    expect(run.progress).toBe(0.9);
  });

  test("that fails keeps the progress it had", () => {
    expect(applyRunEvent(after(5), event("failed"))).toMatchObject({ status: "failed", progress: 0.5 });
  });

  test("ignores the events of another run", () => {
    const other = event("failed", { run_id: "6b8f6c1e-6a55-4a0e-9d0a-3f6f0c9f5d11" });
    expect(applyRunEvent(queued, other)).toBe(queued);
  });

  test("is over with its last event only", () => {
    expect(history.filter(isLastEvent).map((e) => e.type)).toEqual(["succeeded"]);
    expect(isLastEvent(event("step_failed"))).toBe(false);
  });
});
