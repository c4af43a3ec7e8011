import { DatasetStatus } from "@plumbline/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Database, Upload } from "lucide-react";
import { useMemo } from "react";
import { plural } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { useShortcuts } from "../../lib/shortcuts.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { Select } from "../../ui/select.tsx";
import { statusWord } from "../../ui/status-mark.tsx";
import { datasetListColumns } from "./dataset-list-columns.tsx";
import { type DatasetFilter, datasetsQuery } from "./datasets.api.ts";
import { DropArea } from "./drop-area.tsx";
import { UploadList } from "./upload-list.tsx";

const any = "any";
const statuses = [
  { value: any, label: "Any status" },
  ...DatasetStatus.options.map((value) => ({ value, label: statusWord(value) })),
] as const;

/** The tenant's datasets; files dropped anywhere on the page become new ones. */
export function DatasetsPage() {
  usePageTitle("Datasets");
  const { upload = false } = useSearch({ from: "/app/datasets" });
  const editor = useHasRole("editor");
  return (
    <DropArea enabled={editor} openAtOnce={upload}>
      {(choose) => <DatasetsView choose={choose} invite={upload} />}
    </DropArea>
  );
}

function DatasetsView({ choose, invite }: { choose: () => void; invite: boolean }) {
  const { status, search } = useSearch({ from: "/app/datasets" });
  const navigate = useNavigate({ from: "/datasets" });
  const editor = useHasRole("editor");
  const filter: DatasetFilter = { status, search };
  const query = useInfiniteQuery(datasetsQuery(filter));
  const datasets = useMemo(() => itemsOf(query.data), [query.data]);
  const filtered = status !== undefined || search !== undefined;
  const change = (next: DatasetFilter): void => void navigate({ search: next, replace: true });
  useShortcuts("Datasets", editor ? [{ keys: "u", label: "Upload files", run: choose }] : []);
  const none = datasets.length === 0 && !query.isPending && !filtered && !query.isError;

  return (
    <Page>
      <PageHeader
        title="Datasets"
        meta={editor ? "Drop files anywhere on this page. CSV, TSV, XLSX, JSON, NDJSON or Parquet." : undefined}
        actions={
          editor &&
          !none && (
            <Button variant="primary" onClick={choose}>
              <Upload aria-hidden />
              Upload files
            </Button>
          )
        }
        className="mb-4"
      />
      {invite && editor && !none && <Invitation choose={choose} />}
      <UploadList />
      {!none && (
        <div className="mb-2 flex flex-wrap items-center gap-1.5">
          <SearchBox
            label="Search datasets"
            className="max-sm:w-auto max-sm:flex-1"
            placeholder="Search by name"
            value={search ?? ""}
            onChange={(next) => change({ ...filter, search: next || undefined })}
          />
          <Select
            size="sm"
            label="Status"
            className="w-36!"
            value={status ?? any}
            options={statuses}
            onChange={(next) => change({ ...filter, status: next === any ? undefined : next })}
          />
        </div>
      )}
      <PagedTable
        query={query}
        failed="The datasets could not be loaded"
        shown={plural(datasets.length, "dataset")}
        caption="Datasets"
        columns={datasetListColumns}
        rows={datasets}
        rowKey={(dataset) => dataset.id}
        maxHeight="max(320px, calc(100dvh - 230px))"
        onRowOpen={(dataset) => void navigate({ to: "/datasets/$datasetId", params: { datasetId: dataset.id } })}
        empty={
          <Panel>
            {filtered ? (
              <EmptyState
                icon={Database}
                title="No dataset matches"
                action={<Button onClick={() => change({})}>Clear the filter</Button>}
              >
                There is no dataset with this name and status.
              </EmptyState>
            ) : (
              <Nothing editor={editor} choose={choose} />
            )}
          </Panel>
        }
      />
    </Page>
  );
}

const Nothing = ({ editor, choose }: { editor: boolean; choose: () => void }) => (
  <EmptyState
    icon={Database}
    title="No dataset here yet"
    action={
      editor && (
        <Button variant="primary" onClick={choose}>
          <Upload aria-hidden />
          Upload files
        </Button>
      )
    }
  >
    {editor
      ? "Drop a CSV, TSV, XLSX, JSON, NDJSON or Parquet file anywhere on this page. It is profiled, and what stands out is written down with its evidence."
      : "An editor or an owner of this tenant can upload a file. What stands out in it then appears here."}
  </EmptyState>
);

/** Shown to those who came here to upload, for browsers that do not open the file dialog by themselves. */
const Invitation = ({ choose }: { choose: () => void }) => (
  <div className="mb-3 flex flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-md border border-dashed border-line-strong bg-surface px-4 py-5 text-muted">
    Drop files here, or
    <Button onClick={choose}>choose files</Button>
  </div>
);
