import { useParams } from "@tanstack/react-router";
import { usePageTitle } from "../../lib/page-title.ts";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";

/** One dataset with its insights. */
export function DatasetPage() {
  const { datasetId } = useParams({ from: "/app/datasets/$datasetId" });
  usePageTitle("Dataset");
  return (
    <Page>
      <PageHeader title="Dataset" meta={datasetId} />
    </Page>
  );
}
