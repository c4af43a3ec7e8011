import { type DatasetDetail, isFinished, type Source } from "@plumbline/contracts";
import { Link, useNavigate } from "@tanstack/react-router";
import { Download, RotateCw } from "lucide-react";
import { elapsed, formatBytes, formatDuration } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.tsx";
import { useRunAgain } from "../runs/runs.api.ts";
import { DatasetMenu } from "./dataset-menu.tsx";
import { saveOriginal } from "./datasets.api.ts";
import { SourceNote } from "./source-note.tsx";

/** The dataset's name, how it was read, its run, and what can be done with it. */
export function DatasetHeader({ dataset, source }: { dataset: DatasetDetail; source?: Source }) {
  const editor = useHasRole("editor");
  const navigate = useNavigate();
  const again = useRunAgain();
  const run = dataset.latest_run;
  const facts = [source ? readAs(source) : dataset.format?.toUpperCase(), formatBytes(dataset.size_bytes)];
  return (
    <>
      <PageHeader
        title={dataset.name}
        meta={
          <>
            {facts.filter(Boolean).join(" · ")} · uploaded <RelativeTime at={dataset.created_at} />
            {run && (
              <>
                {" · "}
                <Link
                  to="/runs/$runId"
                  params={{ runId: run.id }}
                  className="rounded-sm whitespace-nowrap underline hover:text-ink"
                >
                  run{isFinished(run.status) ? ` ${formatDuration(elapsed(run.started_at, run.finished_at))}` : ""}
                </Link>
              </>
            )}
            {dataset.revision > 0 && ` · revision ${dataset.revision}`}
          </>
        }
        actions={
          <>
            {editor && dataset.status !== "failed" && (
              <Button
                busy={again.isPending}
                disabled={dataset.status === "processing"}
                onClick={() => again.mutate(dataset.id, { onError: (error) => toast.failed(error) })}
              >
                {!again.isPending && <RotateCw aria-hidden />}
                Run again
              </Button>
            )}
            <Button onClick={() => void saveOriginal(dataset).catch(toast.failed)} className="max-sm:hidden">
              <Download aria-hidden />
              Download
            </Button>
            <DatasetMenu dataset={dataset} short onDeleted={() => void navigate({ to: "/datasets" })} />
          </>
        }
      />
      {source && <SourceNote source={source} className="mt-2" />}
    </>
  );
}

/** "Windows-1252, comma, header in row 1". */
function readAs({ format, encoding, delimiter, sheet, header_rows }: Source): string {
  const text = format === "csv" || format === "tsv";
  return [
    format.toUpperCase(),
    text && encoding && encodingName(encoding),
    text && delimiter && (delimiterNames[delimiter] ?? delimiter),
    sheet && `sheet ${sheet}`,
    (text || sheet) &&
      (header_rows === 0 ? "no header" : header_rows === 1 ? "header in row 1" : `${header_rows} header rows`),
  ]
    .filter(Boolean)
    .join(", ");
}

const encodingName = (encoding: string): string => encoding.replace(/^utf/i, "UTF").replace(/^windows/i, "Windows");

const delimiterNames: Record<string, string> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
  " ": "space",
};
