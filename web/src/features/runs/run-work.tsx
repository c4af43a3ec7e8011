import type { RunDetail } from "@plumbline/contracts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ListTree, Workflow } from "lucide-react";
import { words } from "../../lib/format.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useMedia, usePhone } from "../../ui/use-media.ts";
import { RunGraph } from "./run-graph.tsx";
import { RunSteps } from "./run-steps.tsx";
import { StepPanel } from "./step-panel.tsx";

/** The steps of a run, as a graph or as a list, and the one that is selected beside them. */
export function RunWork({ run }: { run: RunDetail }) {
  const search = useSearch({ from: "/app/runs/$runId" });
  const navigate = useNavigate({ from: "/runs/$runId" });
  const beside = useMedia("(min-width: 1200px)");
  const phone = usePhone();
  const view = search.view ?? (phone ? "list" : "graph");
  const step = run.steps.find((one) => one.key === search.step);
  const select = (key: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, step: key }), replace: true, resetScroll: false });
  const show = (next: "graph" | "list"): void =>
    void navigate({ search: (before) => ({ ...before, view: next }), replace: true, resetScroll: false });

  return (
    <>
      <SectionHeader
        title="Steps"
        actions={
          <>
            <IconButton icon={Workflow} label="Graph" pressed={view === "graph"} onClick={() => show("graph")} />
            <IconButton icon={ListTree} label="List" pressed={view === "list"} onClick={() => show("list")} />
          </>
        }
      />
      <div className={beside && step ? "grid grid-cols-[minmax(0,1fr)_440px] gap-3" : ""}>
        <div className="min-w-0">
          {view === "graph" ? (
            <Panel aria-label="Steps" className="overflow-hidden">
              <RunGraph run={run} selected={step?.key} onSelect={select} className={graphHeight(run)} />
            </Panel>
          ) : (
            <RunSteps run={run} selected={step?.key} onSelect={select} />
          )}
        </div>
        {beside && step && (
          <Panel
            aria-label={`Step ${words(step.key)}`}
            className="flex max-h-[max(480px,calc(100dvh-120px))] min-h-[480px] flex-col overflow-hidden"
          >
            <StepPanel key={step.key} run={run} step={step} />
          </Panel>
        )}
      </div>
      {!beside && (
        <Sheet
          open={step !== undefined}
          onOpenChange={(open) => !open && select(undefined)}
          title={step ? words(step.key) : "Step"}
        >
          {step && <StepPanel key={step.key} run={run} step={step} titled={false} />}
        </Sheet>
      )}
    </>
  );
}

/** Tall enough for its layers, up to the screen. */
const graphHeight = (run: RunDetail): string =>
  run.steps.length <= 3 ? "h-[340px]" : "h-[clamp(420px,calc(100dvh-330px),720px)]";
