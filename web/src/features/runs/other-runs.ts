import type { Run, RunDetail } from "@plumbline/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { formatDateTime, shortId, words } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { modelInSentence } from "../../lib/text-models.ts";
import { runsQuery } from "./runs.api.ts";

/** Runs this one can be held against: those about the same thing, the one it came from first, newest next. */
export function useOtherRuns(run: RunDetail): { others: readonly Run[]; loading: boolean } {
  const query = useInfiniteQuery(runsQuery({ kind: run.kind, subject_id: run.subject_id ?? undefined }));
  const others = useMemo(() => {
    const runs = itemsOf(query.data).filter((one) => one.id !== run.id);
    return runs.toSorted((a, b) => Number(b.id === run.rerun_of) - Number(a.id === run.rerun_of));
  }, [query.data, run.id, run.rerun_of]);
  return { others, loading: query.isPending };
}

/** A run in a list of choices. */
export const runOption = (run: Run, of: RunDetail) => ({
  value: run.id,
  label: `${shortId(run.id)}, ${formatDateTime(run.created_at)}`,
  detail: [
    words(run.status),
    run.id === of.rerun_of && "this run came from it",
    run.lineage && words(run.lineage),
    run.model !== null && `with ${modelInSentence(run.model)}`,
  ]
    .filter(Boolean)
    .join(" · "),
});
