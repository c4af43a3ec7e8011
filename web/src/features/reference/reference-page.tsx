import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { apiUrl } from "../../lib/api.ts";
import { config } from "../../lib/config.ts";
import { plural } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { openApiQuery } from "./reference.api.ts";

const Operations = lazy(() => import("./operations.tsx").then((m) => ({ default: m.Operations })));

/** The API as programs use it, read from the API itself. */
export function ReferencePage() {
  usePageTitle("API reference");
  const document = useQuery(openApiQuery);
  return (
    <Page>
      <PageHeader
        title="API reference"
        meta={
          <span className="flex flex-wrap items-center gap-x-1">
            {document.data &&
              `${plural(Object.keys(document.data.paths).length, "path")} · version ${document.data.info.version} · `}
            <span className="font-mono text-sm wrap-anywhere">{config().api_url}</span>
            <CopyButton text={config().api_url} label="Copy address" className="size-6!" />
          </span>
        }
        actions={
          <Button asChild>
            <a href={apiUrl("/v1/openapi.json")} target="_blank" rel="noreferrer">
              openapi.json
            </a>
          </Button>
        }
      />
      <p className="mt-3 max-w-[72ch]">
        Every request carries <code className="font-mono text-sm">authorization: Bearer</code> with an access token, and{" "}
        <code className="font-mono text-sm">plumbline-tenant</code> with the id of the tenant it is about. Requests sent
        from here carry yours.
      </p>
      {document.isError && !document.data ? (
        <ErrorState
          error={document.error}
          title="The API description could not be loaded"
          onRetry={() => void document.refetch()}
          retrying={document.isFetching}
        />
      ) : document.data ? (
        <Suspense fallback={<Operation />}>
          <Operations document={document.data} />
        </Suspense>
      ) : (
        <Operation />
      )}
    </Page>
  );
}

function Operation() {
  return (
    <div role="status" className="mt-5 flex flex-col gap-2">
      <span className="sr-only">Loading the API description</span>
      {[0, 1, 2, 3, 4, 5].map((line) => (
        <Skeleton key={line} className="h-9 w-full" />
      ))}
    </div>
  );
}
