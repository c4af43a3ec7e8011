import { isFinished, type ModelCall, type RunDetail } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { formatCount, formatDuration, formatUsd, missing, words } from "../../lib/format.ts";
import { modelName } from "../../lib/text-models.ts";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { ModelCallTexts } from "./model-call-texts.tsx";
import { callTotals } from "./model-call-totals.ts";
import { modelCallsQuery } from "./runs.api.ts";

/** What language models were asked in a run that has ended, and what it cost; nothing where none was asked. */
export function ModelCalls({ run }: { run: RunDetail }) {
  const query = useQuery({ ...modelCallsQuery(run.id), enabled: isFinished(run.status) });
  const [opened, open] = useState<ModelCall>();
  const columns = useMemo(() => columnsOf(run.id, open), [run.id]);
  const calls = query.data?.items ?? [];
  if (query.isError && !query.data)
    return (
      <>
        <SectionHeader title="Model calls" />
        <ErrorState
          compact
          error={query.error}
          title="The model calls could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </>
    );
  if (calls.length === 0) return null;
  return (
    <>
      <SectionHeader title="Model calls" meta={callTotals(calls, run.id)} />
      <DataTable
        caption="Model calls"
        columns={columns}
        rows={calls}
        rowKey={(call) => call.id}
        sortable={false}
        maxHeight="480px"
        onRowOpen={open}
      />
      <Sheet
        open={opened !== undefined}
        onOpenChange={(next) => !next && open(undefined)}
        title={opened ? `${words(opened.step_key)}, ${opened.model}` : "Model call"}
        className="sm:w-[min(640px,100vw)]!"
      >
        {opened && <ModelCallTexts call={opened} />}
      </Sheet>
    </>
  );
}

const outcomes = {
  ok: ["pass", "Answered"],
  invalid: ["minor", "Not usable"],
  failed: ["critical", "Failed"],
} as const;

function columnsOf(run_id: string, open: (call: ModelCall) => void): DataTableColumn<ModelCall>[] {
  return [
    {
      id: "step",
      header: "Step",
      primary: true,
      value: (call) => words(call.step_key),
      cell: (call) => (
        <button type="button" onClick={() => open(call)} className="rounded-sm text-left font-medium hover:underline">
          {words(call.step_key)}
          {call.run_id !== run_id && <span className="font-normal text-muted">, earlier run</span>}
        </button>
      ),
    },
    { id: "model", header: "Model", mono: true, value: (call) => modelName(call.model) },
    {
      id: "outcome",
      header: "Outcome",
      width: 120,
      value: (call) => call.outcome,
      cell: ({ outcome }) => <SeverityMark severity={outcomes[outcome][0]}>{outcomes[outcome][1]}</SeverityMark>,
    },
    {
      id: "input",
      header: "Tokens in",
      width: 96,
      align: "right",
      value: (call) => call.input_tokens,
      cell: (call) => formatCount(call.input_tokens),
    },
    {
      id: "output",
      header: "Tokens out",
      width: 96,
      align: "right",
      value: (call) => call.output_tokens,
      cell: (call) => formatCount(call.output_tokens),
    },
    {
      id: "cost",
      header: "Cost",
      width: 112,
      align: "right",
      value: (call) => call.cost_usd,
      cell: (call) => costOf(call),
    },
    {
      id: "ms",
      header: "Time",
      width: 84,
      align: "right",
      value: (call) => call.ms,
      cell: (call) => formatDuration(call.ms),
    },
  ];
}

/** What told no tokens has nothing that could be priced. */
function costOf({ cost_usd, input_tokens }: ModelCall) {
  if (cost_usd !== null) return formatUsd(cost_usd);
  return <span className="text-muted">{input_tokens === null ? missing : "no price"}</span>;
}
