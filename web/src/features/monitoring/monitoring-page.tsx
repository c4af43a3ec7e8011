import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useNow } from "../../lib/now.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { MetricsTab } from "./metrics-tab.tsx";
import { type MonitoringSearch, type Span, spanOf } from "./range.ts";
import { RangeBar } from "./range-bar.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { StepsTab } from "./steps-tab.tsx";
import { TestsTab } from "./tests-tab.tsx";
import { TrendsTab } from "./trends-tab.tsx";

/** What each view needs to know: the time, how finely it is cut, and the filter with the way to change it. */
export interface MonitoringView {
  filter: MonitoringSearch;
  span: Span;
  /** Stays the same function. */
  onFilter: (change: Partial<MonitoringSearch>) => void;
}

type TabName = NonNullable<MonitoringSearch["tab"]>;

/** How runs go over time: trends, steps, metrics, the runs themselves, and test runs. */
export function MonitoringPage() {
  usePageTitle("Monitoring");
  const filter = useSearch({ from: "/app/monitoring" });
  const navigate = useNavigate({ from: "/monitoring" });
  const onFilter = useCallback(
    (change: Partial<MonitoringSearch>): void =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { range, from, to, tab = "trends" } = filter;
  // A range that ends now ends with the minute that runs, so that what happens in it is seen.
  const minute = Math.ceil(useNow(range !== "custom", 30_000) / 60_000) * 60_000;
  const span = useMemo(() => spanOf({ range, from, to }, minute), [range, from, to, minute]);
  const view: MonitoringView = { filter, span, onFilter };
  return (
    <Page>
      <PageHeader
        title="Monitoring"
        meta="How runs go: how long they take, what is outside its schema or threshold, and why some fail."
        actions={<RangeBar filter={filter} onChange={onFilter} />}
      />
      <Tabs<TabName>
        label="View"
        className="mt-3"
        value={tab}
        onChange={(next) => onFilter({ tab: next })}
        tabs={[
          { value: "trends", label: "Trends" },
          { value: "steps", label: "Steps" },
          { value: "metrics", label: "Metrics" },
          { value: "runs", label: "Runs" },
          { value: "tests", label: "Test runs" },
        ]}
      >
        <TabPanel value="trends" className="mt-3">
          <TrendsTab {...view} />
        </TabPanel>
        <TabPanel value="steps" className="mt-3">
          <StepsTab {...view} />
        </TabPanel>
        <TabPanel value="metrics" className="mt-3">
          <MetricsTab {...view} />
        </TabPanel>
        <TabPanel value="runs" className="mt-3">
          <RunsTab {...view} />
        </TabPanel>
        <TabPanel value="tests" className="mt-3">
          <TestsTab {...view} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}
