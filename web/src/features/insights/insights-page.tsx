import { usePageTitle } from "../../lib/page-title.ts";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";

/** Insights across the tenant's datasets. */
export function InsightsPage() {
  usePageTitle("Insights");
  return (
    <Page>
      <PageHeader title="Insights" />
    </Page>
  );
}
