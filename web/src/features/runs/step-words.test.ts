import type { RunStep } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { attemptsOf, stepLabel, stepSentence, toneOf } from "./step-words.ts";

const step = (more: Partial<RunStep>): RunStep => ({
  key: "detect",
  step: "dataset.detect@1",
  position: 2,
  depends_on: ["profile"],
  status: "pending",
  progress: 0,
  message: null,
  attempt: 0,
  retries: 0,
  next_retry_at: null,
  skip_reason: null,
  reused_from: null,
  failure: null,
  started_at: null,
  finished_at: null,
  ...more,
});

test("a step says why it was skipped, what failed, or what it waits for", () => {
  expect(stepSentence(step({}))).toBe("Waits for profile");
  expect(stepSentence(step({ status: "skipped", skip_reason: "Its condition is false" }))).toBe(
    "Skipped: Its condition is false",
  );
  expect(
    stepSentence(step({ status: "failed", failure: { code: "timed_out", detail: "It took too long", fix: null } })),
  ).toBe("It took too long");
  expect(stepSentence(step({ status: "succeeded", message: "9 findings", reused_from: "x" }))).toBe(
    "Taken over from the earlier run",
  );
});

test("a step that waits for its retry is at work, not idle", () => {
  expect(toneOf(step({ next_retry_at: "2026-01-01T00:00:00Z" }))).toBe("active");
  expect(toneOf(step({}))).toBe("idle");
});

test("retries and take-overs are told apart", () => {
  expect(attemptsOf(step({ attempt: 3, retries: 2 }))).toBe("2 retries");
  expect(attemptsOf(step({ attempt: 2 }))).toBe("begun 2 times");
  expect(attemptsOf(step({ attempt: 1 }))).toBe("");
  expect(stepLabel(step({ status: "running", message: "Looking", attempt: 1 }))).toBe("Detect; Running; Looking");
});
