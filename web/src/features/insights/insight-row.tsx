import type { Insight } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { datasetNamesQuery } from "./insights.api.ts";

/** An insight in a list over many datasets; it leads to its dataset with itself selected. */
export function InsightRow({ insight }: { insight: Insight }) {
  const { id, dataset_id, severity, kind, title, summary, verified, created_at } = insight;
  const names = useQuery(datasetNamesQuery);
  const quiet = kind === "nothing_found";
  return (
    <Link
      to="/datasets/$datasetId"
      params={{ datasetId: dataset_id }}
      search={{ insight: id }}
      className="grid gap-x-3 gap-y-0.5 px-3 py-2 -outline-offset-2 hover:bg-hover sm:grid-cols-[84px_minmax(0,1fr)]"
    >
      <span className="flex flex-col gap-0.5 max-sm:flex-row max-sm:gap-3">
        {quiet ? <SeverityMark severity="pass">Checked</SeverityMark> : <SeverityMark severity={severity} />}
        {!verified && <SeverityMark severity="unverified" />}
      </span>
      <span className="min-w-0">
        <span className="block font-medium wrap-anywhere">{title}</span>
        <span className="block truncate text-muted" title={summary}>
          {summary}
        </span>
        <span className="flex flex-wrap gap-x-1.5 text-sm text-faint">
          <span className="min-w-0 truncate">{names.data?.get(dataset_id) ?? "Dataset"}</span>·
          <span>{words(kind)}</span>·
          <RelativeTime at={created_at} />
        </span>
      </span>
    </Link>
  );
}
