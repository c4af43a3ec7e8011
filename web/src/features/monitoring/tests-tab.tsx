import type { TestRun } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useMemo, useState } from "react";
import { elapsed, formatCount, formatDuration, plural, shortId, words } from "../../lib/format.ts";
import { itemsOf } from "../../lib/pages.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { testRunQuery, testRunsQuery } from "./monitoring.api.ts";
import type { MonitoringView } from "./monitoring-page.tsx";

type Outcome = "any" | "passed" | "failed";

/** Quality suites and what validation said about runs, newest first; each with its results. */
export function TestsTab({ span }: MonitoringView) {
  const [outcome, setOutcome] = useState<Outcome>("any");
  const [open, setOpen] = useState<TestRun>();
  const query = useInfiniteQuery(
    testRunsQuery({ from: span.from, to: span.to, passed: outcome === "any" ? undefined : outcome === "passed" }),
  );
  const rows = useMemo(() => itemsOf(query.data), [query.data]);
  const columns = useMemo(() => columnsOf(setOpen), []);
  return (
    <>
      <div className="mb-2">
        <Select<Outcome>
          size="sm"
          label="Outcome"
          className="w-40!"
          value={outcome}
          options={[
            { value: "any", label: "Any outcome" },
            { value: "passed", label: "Passed" },
            { value: "failed", label: "Failed" },
          ]}
          onChange={setOutcome}
        />
      </div>
      <PagedTable
        query={query}
        failed="The test runs could not be loaded"
        shown={plural(rows.length, "test run")}
        caption="Test runs"
        columns={columns}
        rows={rows}
        rowKey={(test) => test.id}
        sortable={false}
        onRowOpen={setOpen}
        empty={
          <Panel>
            <EmptyState icon={FlaskConical} title="No test ran in this time">
              Runs that ask a language model leave one each. Suites of your own are recorded with{" "}
              <span className="font-mono">POST /v1/monitoring/test-runs</span>.
            </EmptyState>
          </Panel>
        }
      />
      <Sheet
        open={open !== undefined}
        onOpenChange={(next) => !next && setOpen(undefined)}
        title={open ? suiteName(open.suite) : "Test run"}
      >
        {open && <Results id={open.id} />}
      </Sheet>
    </>
  );
}

function Results({ id }: { id: string }) {
  const query = useQuery(testRunQuery(id));
  if (query.isError)
    return (
      <ErrorState
        compact
        className="m-3"
        error={query.error}
        title="The results could not be loaded"
        onRetry={() => void query.refetch()}
      />
    );
  if (!query.data) return <SkeletonText lines={6} className="p-4" />;
  const { results, run_id, label } = query.data;
  return (
    <>
      <p className="px-4 py-2 text-muted">
        {label && <span className="font-mono text-sm">{label}</span>}
        {run_id && (
          <Link to="/runs/$runId" params={{ runId: run_id }} className="ml-2 rounded-sm text-accent hover:underline">
            run {shortId(run_id)}
          </Link>
        )}
      </p>
      <ul className="divide-y divide-line border-t border-line">
        {results
          .toSorted((a, b) => Number(a.passed) - Number(b.passed))
          .map((result) => (
            <li key={`${result.step_key ?? ""} ${result.name}`} className="px-4 py-2">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <SeverityMark severity={result.passed ? "pass" : "critical"}>
                  {result.passed ? "Passed" : "Failed"}
                </SeverityMark>
                <span className="min-w-0 wrap-anywhere">{result.name}</span>
                <span className="ml-auto text-sm text-muted">{result.ms !== null && formatDuration(result.ms)}</span>
              </p>
              {result.faults.map((fault) => (
                <p key={fault.location + fault.message} className="mt-0.5 text-critical">
                  <span className="font-mono text-sm">{fault.location || "/"}</span> {fault.message}
                </p>
              ))}
            </li>
          ))}
      </ul>
    </>
  );
}

/** `ir_validation` is what validation said about a run; every other suite is called as it calls itself. */
const suiteName = (suite: string): string => (suite === "ir_validation" ? "IR validation" : words(suite));

const columnsOf = (open: (test: TestRun) => void): DataTableColumn<TestRun>[] => [
  {
    id: "suite",
    header: "Suite",
    primary: true,
    value: (test) => suiteName(test.suite),
    cell: (test) => (
      <button type="button" onClick={() => open(test)} className="rounded-sm text-left font-medium hover:underline">
        {suiteName(test.suite)}
      </button>
    ),
  },
  {
    id: "outcome",
    header: "Outcome",
    width: 110,
    value: (test) => test.failed === 0,
    cell: (test) => (
      <SeverityMark severity={test.failed === 0 ? "pass" : "critical"}>
        {test.failed === 0 ? "Passed" : "Failed"}
      </SeverityMark>
    ),
  },
  {
    id: "results",
    header: "Results",
    width: 130,
    align: "right",
    value: (test) => test.passed,
    cell: (test) => `${formatCount(test.passed)} of ${formatCount(test.total)}`,
  },
  { id: "label", header: "For", width: 180, mono: true, hideBelow: "md", value: (test) => test.label },
  {
    id: "started",
    header: "Started",
    width: 140,
    value: (test) => test.started_at,
    cell: (test) => <RelativeTime at={test.started_at} />,
  },
  {
    id: "duration",
    header: "Duration",
    width: 100,
    align: "right",
    hideBelow: "md",
    value: (test) => elapsed(test.started_at, test.finished_at),
    cell: (test) => formatDuration(elapsed(test.started_at, test.finished_at)),
  },
];
