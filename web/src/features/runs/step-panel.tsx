import { isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { words } from "../../lib/format.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { RunDuration } from "./run-duration.tsx";
import { runMetricsQuery, runPipelineQuery } from "./runs.api.ts";
import { StepActions } from "./step-actions.tsx";
import { StepDifference } from "./step-difference.tsx";
import { StepEvents } from "./step-events.tsx";
import { StepMetrics } from "./step-metrics.tsx";
import { StepPolicies } from "./step-policies.tsx";
import { StepResult } from "./step-result.tsx";
import { attemptsOf, stepSentence } from "./step-words.ts";

type Part = "result" | "metrics" | "events" | "difference" | "node";

interface StepPanelProps {
  run: RunDetail;
  step: RunStep;
  /** False where what holds it says the step's name already. */
  titled?: boolean;
}

/** Everything about one step of a run: its result, what was measured, what happened, and how it differs elsewhere. */
export function StepPanel({ run, step, titled = true }: StepPanelProps) {
  const [part, setPart] = useState<Part>("result");
  const metrics = useQuery({ ...runMetricsQuery(run.id), enabled: isFinished(run.status) });
  const pipeline = useQuery({ ...runPipelineQuery(run.id), enabled: run.started_at !== null });
  const measured = metrics.data?.items.filter((metric) => metric.step_key === step.key);
  const node = pipeline.data?.nodes.find((one) => one.key === step.key);
  const attempts = attemptsOf(step);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-col gap-1 px-3 pt-2.5 pb-2">
        <div className="flex flex-wrap items-center gap-x-2">
          {titled && <h2 className="text-md">{words(step.key)}</h2>}
          <StatusMark status={step.status} />
          <span className="ml-auto text-muted">
            {step.reused_from === null && <RunDuration started_at={step.started_at} finished_at={step.finished_at} />}
          </span>
        </div>
        <p className={step.failure ? "text-critical" : "text-muted"}>{stepSentence(step)}</p>
        {step.failure?.fix && <p>{step.failure.fix}</p>}
        {attempts && <p className="text-sm text-minor">{attempts}</p>}
        <StepActions run={run} step={step} />
      </header>
      <Tabs
        label="About the step"
        value={part}
        onChange={setPart}
        className="flex min-h-0 flex-1 flex-col [&>[role=tablist]]:shrink-0 [&>[role=tablist]]:px-3"
        tabs={[
          { value: "result", label: "Result" },
          { value: "metrics", label: "Metrics", ...(measured && { count: String(measured.length) }) },
          { value: "events", label: "Events" },
          { value: "difference", label: "Compare" },
          { value: "node", label: "Policies" },
        ]}
      >
        <TabPanel value="result" className="flex min-h-0 flex-1 flex-col">
          <StepResult run={run} step={step} />
        </TabPanel>
        <TabPanel value="metrics" className="overflow-y-auto">
          <StepMetrics query={metrics} metrics={measured} finished={isFinished(run.status)} />
        </TabPanel>
        <TabPanel value="events" className="overflow-y-auto">
          <StepEvents run={run} step={step} />
        </TabPanel>
        <TabPanel value="difference" className="overflow-y-auto">
          <StepDifference run={run} step={step} />
        </TabPanel>
        <TabPanel value="node" className="overflow-y-auto">
          <StepPolicies query={pipeline} node={node} step={step} />
        </TabPanel>
      </Tabs>
    </div>
  );
}
