import {
  type AuditExportQuery,
  type AuditFilter,
  AuditPage,
  AuditVerification,
  type Id,
  MemberPage,
} from "@plumbline/contracts";
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { api, send } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";
import { saveFile } from "../../lib/save-file.ts";

export type Filter = z.infer<typeof AuditFilter>;

/** Entries newest first; owners only. */
export const auditQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["audit", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/audit", AuditPage, { signal, query: { ...filter, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** The people and services that may be named in the log, by id. */
export const auditNamesQuery = queryOptions({
  queryKey: ["members", "names"],
  queryFn: async ({ signal }) => {
    const page = await api.get("/v1/members", MemberPage, { signal, query: { limit: 100 } });
    return new Map<z.infer<typeof Id>, string>(page.items.map((m) => [m.user_id, m.display_name || m.email]));
  },
});

/** Walks the chain from its beginning. */
export const useVerifyAudit = () =>
  useMutation({ mutationFn: () => api.get("/v1/audit/verification", AuditVerification) });

/** Hands every entry that matches to the browser's downloads. */
export async function saveAudit(tenant: string, format: AuditExportQuery["format"], filter: Filter): Promise<void> {
  const answer = await send("GET", "/v1/audit/export", {
    query: { ...filter, format },
    headers: { accept: format === "csv" ? "text/csv" : "application/x-ndjson" },
  });
  await saveFile(answer, `${tenant}-audit-${new Date().toISOString().slice(0, 10)}.${format}`);
}
