import type { ApiKeyMade } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { apiKeyColumns } from "./api-key-columns.tsx";
import { ApiKeySecretDialog } from "./api-key-secret.tsx";
import { apiKeysQuery, keyLifeQuery } from "./api-keys.api.ts";
import { CreateApiKey } from "./create-api-key.tsx";

/** How programs get in: every key of the tenant, for its owners. */
export function ApiKeysPage() {
  usePageTitle("API keys");
  const membership = useMembership();
  const owner = membership?.role === "owner";
  const { create: creating } = useSearch({ from: "/app/settings/api-keys" });
  const navigate = useNavigate({ from: "/settings/api-keys" });
  const create = (open: boolean): void => void navigate({ search: open ? { create: true } : {}, replace: true });
  const life = useQuery({ ...keyLifeQuery, enabled: owner });
  const [made, setMade] = useState<ApiKeyMade>();
  const button = (
    <Button variant="primary" onClick={() => create(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="API keys"
        className="mb-4"
        meta={
          <>
            For programs that call the API. Each belongs to a service, a{" "}
            <Link to="/members" className="text-accent underline underline-offset-3">
              member
            </Link>{" "}
            that cannot sign in.
          </>
        }
        actions={owner && button}
      />
      {membership && !owner && (
        <Notice icon={KeyRound}>
          Only owners of {membership.tenant.name} see and make keys. Ask one of them if a program of yours needs one.
        </Notice>
      )}
      {owner && <Keys button={button} onMade={setMade} />}
      {owner && creating && !life.isPending && (
        <CreateApiKey
          maxDays={life.data ?? 365}
          onClose={() => create(false)}
          onMade={(key) => {
            create(false);
            setMade(key);
          }}
        />
      )}
      {made && <ApiKeySecretDialog key={made.api_key.id} made={made} onClose={() => setMade(undefined)} />}
    </Page>
  );
}

function Keys({ button, onMade }: { button: ReactNode; onMade: (made: ApiKeyMade) => void }) {
  const query = useInfiniteQuery(apiKeysQuery);
  const columns = useMemo(() => apiKeyColumns(onMade), [onMade]);
  const keys = useMemo(() => itemsOf(query.data), [query.data]);
  return (
    <PagedTable
      query={query}
      failed="The keys could not be loaded"
      shown={plural(keys.length, "key")}
      caption="API keys"
      columns={columns}
      rows={keys}
      rowKey={(key) => key.id}
      filter={keys.length > 10}
      empty={
        <Panel>
          <EmptyState icon={KeyRound} title="No program has a key yet" action={button}>
            A key lets a script, an import or another system call the API in this tenant, with a role and a limit of its
            own, and without a person's password.
          </EmptyState>
        </Panel>
      }
    />
  );
}
