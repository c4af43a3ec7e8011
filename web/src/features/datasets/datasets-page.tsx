import { usePageTitle } from "../../lib/page-title.ts";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";

/** The tenant's datasets. */
export function DatasetsPage() {
  usePageTitle("Datasets");
  return (
    <Page>
      <PageHeader title="Datasets" />
    </Page>
  );
}
