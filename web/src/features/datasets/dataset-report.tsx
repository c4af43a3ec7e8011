import type { DatasetDetail, DatasetProfile } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { Page } from "../../ui/page.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { type EvidenceHighlight, highlightOfInsight } from "../insights/evidence-highlight.ts";
import { EvidenceStageProvider } from "../insights/evidence-stage.ts";
import { datasetInsightsQuery } from "../insights/insights.api.ts";
import { ColumnsTable } from "./columns-table.tsx";
import { DatasetCharts } from "./dataset-charts.tsx";
import { DatasetHeader } from "./dataset-header.tsx";
import { DatasetInsights } from "./dataset-insights.tsx";
import { DatasetNumbers } from "./dataset-numbers.tsx";
import { DatasetPreview } from "./dataset-preview.tsx";
import { useShowMarked } from "./use-show-marked.ts";

interface DatasetReportProps {
  dataset: DatasetDetail;
  profile: DatasetProfile;
  /** The run that is under way or went wrong, above everything else. */
  progress: ReactNode;
}

const tabs = ["insights", "charts", "columns", "preview"] as const;
type TabName = (typeof tabs)[number];

/** Data and insights side by side where there is room, in tabs where there is not; pointing at evidence moves both. */
export function DatasetReport({ dataset, profile, progress }: DatasetReportProps) {
  const search = useSearch({ from: "/app/datasets/$datasetId" });
  const navigate = useNavigate({ from: "/datasets/$datasetId" });
  const wide = useMedia("(min-width: 1200px)");
  const insights = useQuery(datasetInsightsQuery(dataset.id));
  const selected = insights.data?.find((insight) => insight.id === search.insight);
  const [pointed, setPointed] = useState<EvidenceHighlight>();
  const base = useMemo(() => selected && highlightOfInsight(selected), [selected]);
  const highlight = pointed ?? base;
  const data = useRef<HTMLDivElement>(null);
  const tab: TabName = tabs.find((name) => name === search.tab) ?? "insights";

  const go = useCallback(
    (next: { insight?: string | undefined; tab?: TabName }) =>
      void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false }),
    [navigate],
  );
  useShowMarked(data, highlight, wide || tab === "charts");
  const stage = useMemo(
    () => ({
      point: setPointed,
      show: (next: EvidenceHighlight) => {
        setPointed(next);
        if (!wide) go({ tab: "charts" });
        return true;
      },
    }),
    [wide, go],
  );

  const list = (
    <DatasetInsights
      query={insights}
      selected={search.insight}
      onSelect={(insight) => {
        setPointed(undefined);
        go({ insight });
      }}
    />
  );
  const head = (
    <>
      <DatasetHeader dataset={dataset} source={profile.source} />
      {progress && <div className="mt-3">{progress}</div>}
      <DatasetNumbers profile={profile} className="mt-4" />
    </>
  );
  const charts = <DatasetCharts charts={profile.charts} highlight={highlight} headingLevel={wide ? "h3" : "h2"} />;
  const columns = <ColumnsTable profile={profile} />;
  const preview = <DatasetPreview profile={profile} highlight={highlight} />;

  if (wide)
    return (
      <EvidenceStageProvider value={stage}>
        <div className="grid grid-cols-[minmax(0,1fr)_432px]">
          <Page className="max-w-none!">
            <div ref={data}>
              {head}
              <SectionHeader title="Charts" />
              {charts}
              <SectionHeader title="Columns" meta={profile.column_count} />
              {columns}
              <SectionHeader title="Preview" meta={`first ${profile.preview.rows.length} rows`} />
              {preview}
            </div>
          </Page>
          <aside
            aria-label="Insights"
            className="sticky top-0 h-[calc(100dvh-44px)] overflow-y-auto border-l border-line bg-surface"
          >
            {list}
          </aside>
        </div>
      </EvidenceStageProvider>
    );
  return (
    <EvidenceStageProvider value={stage}>
      <Page>
        <div ref={data}>
          {head}
          <Tabs
            label="Dataset"
            className="mt-4"
            value={tab}
            onChange={(next) => go({ tab: next })}
            tabs={[
              { value: "insights", label: "Insights", ...(insights.data && { count: String(insights.data.length) }) },
              { value: "charts", label: "Charts", count: String(profile.charts.length) },
              { value: "columns", label: "Columns", count: String(profile.column_count) },
              { value: "preview", label: "Preview" },
            ]}
          >
            <TabPanel value="insights" className="-mx-4 sm:mx-0">
              <div className="border-line bg-surface sm:mt-3 sm:overflow-clip sm:rounded-md sm:border">{list}</div>
            </TabPanel>
            <TabPanel value="charts" className="pt-3">
              {charts}
            </TabPanel>
            <TabPanel value="columns" className="pt-3">
              {columns}
            </TabPanel>
            <TabPanel value="preview" className="pt-3">
              {preview}
            </TabPanel>
          </Tabs>
        </div>
      </Page>
    </EvidenceStageProvider>
  );
}
