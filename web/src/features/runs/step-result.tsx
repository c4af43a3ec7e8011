import { type Artifact, isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { formatBytes } from "../../lib/format.ts";
import { useMemberName } from "../../lib/member-names.ts";
import { artifactQuery } from "../../lib/run-queries.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonTree } from "../../ui/json/json-tree.tsx";
import { toJson } from "../../ui/json/json-value.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { hasResult, isMissing } from "./step-status.ts";

/** The IR of a step as a tree; what is outside the schema is said at its place. */
export function StepResult({ run, step }: { run: RunDetail; step: RunStep }) {
  const there = hasResult(step);
  const query = useQuery({ ...artifactQuery(run.id, step.key), enabled: there });
  if (!there)
    return (
      <p className="p-3 text-muted">
        {step.status === "skipped"
          ? "It was skipped, so it has no result."
          : isFinished(run.status)
            ? "It gave no result."
            : "Its result shows here once it is done."}
      </p>
    );
  if (query.isPending) return <SkeletonText lines={6} className="p-3" />;
  if (isMissing(query.error)) return <p className="p-3 text-muted">It gave no result.</p>;
  if (query.isError)
    return (
      <ErrorState
        compact
        className="m-3"
        error={query.error}
        title="The result could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  return <Result artifact={query.data} />;
}

function Result({ artifact }: { artifact: Artifact }) {
  const editor = useMemberName(artifact.edited_by);
  const value = toJson(artifact.value) ?? null;
  const faults = artifact.validation_errors ?? [];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-sm text-muted">
        <span className="font-mono">{artifact.ir_type}</span>
        <span>{formatBytes(artifact.size_bytes)}</span>
        {artifact.valid ? (
          <SeverityMark severity="pass">Inside its schema</SeverityMark>
        ) : (
          <SeverityMark severity="critical">
            {faults.length === 1 ? "1 fault" : `${faults.length} faults`} against its schema
          </SeverityMark>
        )}
        {artifact.edited_by !== null && <span>Edited by {editor ?? "a person"}</span>}
      </div>
      <JsonTree
        key={artifact.id}
        label="Result"
        value={value}
        notes={faults}
        className="h-[420px] flex-1 border-t border-line lg:h-auto lg:min-h-72"
      />
    </>
  );
}
