import type { RunStep } from "@plumbline/contracts";
import { plural, words } from "../../lib/format.ts";
import type { GraphTone } from "../../ui/graph/graph-parts.tsx";

/** How a step stands out in the graph. */
export function toneOf(step: RunStep): GraphTone {
  if (step.status === "running" || step.next_retry_at !== null) return "active";
  if (step.status === "failed") return "critical";
  return step.status === "succeeded" ? "pass" : "idle";
}

/** What a step is doing, did or waits for, in one sentence. */
export function stepSentence(step: RunStep): string {
  if (step.skip_reason !== null) return `Skipped: ${step.skip_reason}`;
  if (step.failure) return step.failure.detail;
  if (step.reused_from !== null) return "Taken over from the earlier run";
  if (step.message) return step.message;
  if (step.status === "pending" && step.depends_on.length > 0)
    return `Waits for ${step.depends_on.join(", ").replaceAll("_", " ")}`;
  return "";
}

/** How often it was tried again or taken up anew; empty when neither. */
export function attemptsOf(step: RunStep): string {
  const said = [
    step.retries > 0 && plural(step.retries, "retry", "retries"),
    step.attempt > 1 + step.retries && `begun ${step.attempt} times`,
  ];
  return said.filter(Boolean).join(", ");
}

/** A step in one sentence, as a screen reader hears it in the graph. */
export const stepLabel = (step: RunStep): string =>
  // Why it was skipped says that it was.
  [words(step.key), step.skip_reason === null && words(step.status), stepSentence(step), attemptsOf(step)]
    .filter(Boolean)
    .join("; ");
