import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText, ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { plural } from "../../lib/format.ts";
import { useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { toast } from "../../ui/toast.tsx";
import { auditNamesQuery, auditQuery, saveAudit, useVerifyAudit } from "./audit.api.ts";
import { auditColumns } from "./audit-columns.tsx";
import { AuditEntrySheet } from "./audit-entry-sheet.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { type AuditSearch, filterOf } from "./audit-search.ts";
import { VerificationResult } from "./audit-verification.tsx";
import { actorName, namesIn } from "./audit-words.ts";

/** Every change of who may do what and how the tenant works, for its owners. */
export function AuditPage() {
  usePageTitle("Audit log");
  const membership = useMembership();
  const owner = membership?.role === "owner";
  return (
    <Page>
      {owner ? (
        <AuditLog slug={membership.tenant.slug} />
      ) : (
        <>
          <PageHeader title="Audit log" className="mb-4" meta={lead} />
          {membership && (
            <Notice icon={ScrollText}>Only owners of {membership.tenant.name} read the log. Ask one of them.</Notice>
          )}
        </>
      )}
    </Page>
  );
}

const lead =
  "Every change of members, keys, features, settings and pipelines: who, when, from where, before and after.";
const noNames: ReadonlyMap<string, string> = new Map();

function AuditLog({ slug }: { slug: string }) {
  const search = useSearch({ from: "/app/settings/audit" });
  const navigate = useNavigate({ from: "/settings/audit" });
  const filter = useMemo(() => filterOf(search), [search]);
  const query = useInfiniteQuery(auditQuery(filter));
  const members = useQuery(auditNamesQuery).data;
  const verify = useVerifyAudit();
  const [saving, setSaving] = useState(false);
  const entries = useMemo(() => itemsOf(query.data), [query.data]);
  const names = useMemo(() => new Map([...namesIn(entries), ...(members ?? [])]), [entries, members]);
  const go = (next: AuditSearch): void => void navigate({ search: next, replace: true });
  const columns = useMemo(
    () =>
      auditColumns({
        names,
        onOpen: ({ seq }) => void navigate({ search: (before) => ({ ...before, entry: seq }), replace: true }),
      }),
    [names, navigate],
  );
  const seen = useMemo(
    () => ({
      actions: entries.map(({ action }) => action),
      types: entries.map(({ object_type }) => object_type),
      actors: new Map(entries.flatMap((entry) => (entry.actor_id ? [[entry.actor_id, actorName(entry)]] : []))),
    }),
    [entries],
  );
  const { entry: opened, ...narrowing } = search;
  const shown = opened === undefined ? undefined : entries.find(({ seq }) => seq === opened);
  const filtered = Object.values(narrowing).some((value) => value !== undefined);
  const save = (format: "csv" | "ndjson"): void => {
    setSaving(true);
    saveAudit(slug, format, filter)
      .catch(toast.failed)
      .finally(() => setSaving(false));
  };

  return (
    <>
      <PageHeader
        title="Audit log"
        meta={lead}
        actions={
          <>
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button busy={saving}>
                  {!saving && <Download aria-hidden />}
                  Export
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="end">
                <DropdownMenuItem onSelect={() => save("csv")}>CSV, for a spreadsheet</DropdownMenuItem>
                <DropdownMenuItem onSelect={() => save("ndjson")}>NDJSON, for programs</DropdownMenuItem>
              </DropdownMenuContent>
            </DropdownMenu>
            <Button
              variant="primary"
              busy={verify.isPending}
              onClick={() => verify.mutate(undefined, { onError: (error) => toast.failed(error) })}
            >
              {!verify.isPending && <ShieldCheck aria-hidden />}
              Verify chain
            </Button>
          </>
        }
      />
      <div className="mt-4 mb-3">
        <AuditFilters search={narrowing} names={names} members={members ?? noNames} seen={seen} onChange={go} />
      </div>
      {verify.data && (
        <VerificationResult result={verify.data} checkedAt={verify.submittedAt} onDismiss={verify.reset} />
      )}
      <PagedTable
        query={query}
        failed="The log could not be loaded"
        shown={plural(entries.length, "entry", "entries")}
        caption="Audit log"
        columns={columns}
        rows={entries}
        rowKey={(entry) => String(entry.seq)}
        sortable={false}
        maxHeight="max(320px, calc(100dvh - 260px))"
        onRowOpen={({ seq }) => go({ ...narrowing, entry: seq })}
        empty={
          <Panel>
            <EmptyState
              icon={ScrollText}
              title={filtered ? "No entry matches" : "Nothing was changed yet"}
              action={filtered && <Button onClick={() => go({})}>Clear the filter</Button>}
            >
              {filtered
                ? "Nobody did this in these days."
                : "The first change of a member, a key, a feature or a setting appears here."}
            </EmptyState>
          </Panel>
        }
      />
      {shown && <AuditEntrySheet entry={shown} names={names} onClose={() => go(narrowing)} onFilter={go} />}
    </>
  );
}
