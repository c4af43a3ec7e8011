import type { RunDetail, RunStep } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { shortId } from "../../lib/format.ts";
import { artifactQuery } from "../../lib/run-queries.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonChanges } from "../../ui/json/json-changes.tsx";
import { toJson } from "../../ui/json/json-value.ts";
import { Select } from "../../ui/select.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { runOption, useOtherRuns } from "./other-runs.ts";
import { hasResult, isMissing } from "./step-status.ts";

/** How the step's result differs from that of another run about the same thing. */
export function StepDifference({ run, step }: { run: RunDetail; step: RunStep }) {
  const { others, loading } = useOtherRuns(run);
  const [chosen, setChosen] = useState<string>();
  const other = others.find((one) => one.id === chosen) ?? others[0];
  const there = hasResult(step);
  const mine = useQuery({ ...artifactQuery(run.id, step.key), enabled: there });
  const theirs = useQuery({ ...artifactQuery(other?.id ?? "", step.key), enabled: there && other !== undefined });
  if (!there) return <p className="p-3 text-muted">This step has no result to compare.</p>;
  if (loading) return <SkeletonText lines={4} className="p-3" />;
  if (!other) return <p className="p-3 text-muted">There is no other run about the same thing to compare with.</p>;
  if (isMissing(mine.error)) return <p className="p-3 text-muted">This step has no result to compare.</p>;
  const failed = [mine, theirs].find((query) => query.isError && !isMissing(query.error));
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
        <span className="text-muted">Compared with</span>
        <Select
          size="sm"
          label="Compare with run"
          className="max-w-72 flex-1"
          value={other.id}
          options={others.map((one) => runOption(one, run))}
          onChange={setChosen}
        />
      </div>
      {failed ? (
        <ErrorState
          compact
          className="m-3"
          error={failed.error}
          title="The results could not be loaded"
          onRetry={() => void failed.refetch()}
          retrying={failed.isFetching}
        />
      ) : isMissing(theirs.error) ? (
        <p className="p-3 text-muted">The other run has no result of this step.</p>
      ) : mine.data && theirs.data ? (
        <JsonChanges
          before={toJson(theirs.data.value) ?? null}
          after={toJson(mine.data.value) ?? null}
          names={{ before: `In run ${shortId(other.id)}`, after: "In this run" }}
        />
      ) : (
        <SkeletonText lines={4} className="p-3" />
      )}
    </>
  );
}
