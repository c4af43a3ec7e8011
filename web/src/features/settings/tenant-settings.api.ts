import {
  Settings,
  SettingsHistory,
  type SettingsNamespace,
  type SettingsRollback,
  type SettingsUpdate,
} from "@plumbline/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** The version of a namespace that is in force, with what its form needs. */
export const settingsQuery = (namespace: SettingsNamespace) =>
  queryOptions({
    queryKey: ["settings", namespace],
    queryFn: ({ signal }) => api.get(`/v1/settings/${namespace}`, Settings, { signal }),
  });

/** Every version of a namespace. */
export const settingsHistoryQuery = (namespace: SettingsNamespace) =>
  queryOptions({
    queryKey: ["settings", namespace, "versions"],
    queryFn: ({ signal }) => api.get(`/v1/settings/${namespace}/versions`, SettingsHistory, { signal }),
  });

function useNewVersion<V>(namespace: SettingsNamespace, send: (body: V) => Promise<Settings>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (settings) => client.setQueryData(settingsQuery(namespace).queryKey, settings),
    // A refusal too: another version is in force.
    onSettled: () => client.invalidateQueries({ queryKey: ["settings", namespace] }),
  });
}

/** Saves a new version; `conflict` when another one is in force than the change was made on. */
export const useSaveSettings = (namespace: SettingsNamespace) =>
  useNewVersion(namespace, (body: SettingsUpdate) => api.patch(`/v1/settings/${namespace}`, Settings, { body }));

/** Saves a new version with the values of an earlier one. */
export const useRollBackSettings = (namespace: SettingsNamespace) =>
  useNewVersion(namespace, (body: SettingsRollback) =>
    api.post(`/v1/settings/${namespace}/rollback`, Settings, { body }),
  );
