import type { RunDetail } from "@plumbline/contracts";
import { Graph } from "../../ui/graph/graph.tsx";
import type { GraphTone } from "../../ui/graph/graph-parts.tsx";
import { StepCard } from "./step-card.tsx";
import { stepLabel, toneOf } from "./step-words.ts";

interface RunGraphProps {
  run: RunDetail;
  selected: string | undefined;
  onSelect: (key: string | undefined) => void;
  className?: string;
}

/** The run as a graph: every step with its state, and which way its results go. */
export function RunGraph({ run, selected, onSelect, className }: RunGraphProps) {
  const byKey = new Map(run.steps.map((step) => [step.key, step]));
  /** What has a result has handed it on. */
  const flow = (from: string): GraphTone => (byKey.get(from)?.status === "succeeded" ? "pass" : "idle");
  return (
    <Graph
      className={className ?? ""}
      label="Graph of the run"
      nodes={run.steps
        .toSorted((a, b) => a.position - b.position)
        .map((step) => ({
          id: step.key,
          label: stepLabel(step),
          content: <StepCard step={step} />,
          tone: toneOf(step),
        }))}
      links={run.steps.flatMap((step) => step.depends_on.map((from) => ({ from, to: step.key, tone: flow(from) })))}
      selected={selected}
      onSelect={onSelect}
    />
  );
}
