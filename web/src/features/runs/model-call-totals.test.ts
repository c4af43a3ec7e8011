import type { ModelCall } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { callTotals } from "./model-call-totals.ts";

const call = (more: Partial<ModelCall> = {}): ModelCall => ({
  id: "0190a3a0-0000-7000-8000-000000000001",
  run_id: "now",
  step_key: "write",
  model: "openai:small",
  input: "Say it",
  input_sha256: "0".repeat(64),
  output: "{}",
  output_sha256: "1".repeat(64),
  input_tokens: 1200,
  output_tokens: 30,
  cost_usd: 0.000_198,
  ms: 300,
  outcome: "ok",
  created_at: "2026-11-20T12:00:00Z",
  ...more,
});

test("a run is charged for what it asked itself, not for results it took over", () => {
  const calls = [call(), call(), call({ run_id: "earlier", cost_usd: 5 })];
  expect(callTotals(calls, "now")).toBe("2 calls · 2,400 tokens in · 60 out · $0.000396 · 1 of the earlier run");
  expect(callTotals([call({ run_id: "earlier" })], "now")).toBe("1 of the earlier run");
});

test("calls without a price are counted, never taken for free ones", () => {
  const failed = call({ outcome: "failed", input_tokens: null, output_tokens: null, cost_usd: null });
  expect(callTotals([call({ cost_usd: null }), failed], "now")).toBe(
    "2 calls · 1,200 tokens in · 30 out · 2 calls without a price",
  );
  expect(callTotals([call({ cost_usd: 0 })], "now")).toBe("1 call · 1,200 tokens in · 30 out · $0.00");
});
