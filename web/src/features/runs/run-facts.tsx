import type { RunDetail } from "@plumbline/contracts";
import { formatDateTime, words } from "../../lib/format.ts";
import { useMemberName } from "../../lib/member-names.ts";
import { modelName } from "../../lib/text-models.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Panel } from "../../ui/panel.tsx";

const validations = {
  off: "not looked at",
  log: "kept and marked when outside their schema",
  enforce: "refused when outside their schema",
} as const;

/** What else is known of a run: times, who asked for it, what it rested on, and its ids. */
export function RunFacts({ run }: { run: RunDetail }) {
  const requester = useMemberName(run.requested_by);
  const rests = [
    ...Object.entries(run.settings).map(([name, { version }]) => `${words(name)} settings, version ${version}`),
    ...Object.entries(run.features).map(([name, { enabled }]) => `${words(name)} ${enabled ? "on" : "off"}`),
  ];
  return (
    <Panel>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 px-3 py-2.5">
        <Fact name="Started" value={formatDateTime(run.started_at)} />
        <Fact name="Finished" value={formatDateTime(run.finished_at)} />
        {requester && <Fact name="Requested by" value={requester} />}
        <Fact name="Pipeline" value={run.pipeline_version_id === null ? "Built in" : "The tenant's own"} />
        {run.model !== null && <Fact name="Model" value={`${modelName(run.model)}, named by the replay`} />}
        {run.ir_validation && <Fact name="Results" value={validations[run.ir_validation]} />}
        {rests.length > 0 && <Fact name="Rests on" value={rests.join("; ")} />}
        {run.pipeline_version_id && <Copyable label="Pipeline version" value={run.pipeline_version_id} />}
        <Copyable label="Run" value={run.id} />
        <Copyable label="Trace" value={run.trace_id} />
      </dl>
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Copyable({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <span className="truncate font-mono text-sm">{value}</span>
        <CopyButton text={value} label={`Copy ${label.toLowerCase()} id`} className="size-5!" />
      </dd>
    </>
  );
}
