import {
  Dataset,
  DatasetDetail,
  DatasetPage,
  DatasetProfile,
  type DatasetQuery,
  type DatasetUpdate,
  isFinished,
} from "@plumbline/contracts";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, send } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";
import { runQuery } from "../../lib/run-events.ts";
import { saveFile } from "../../lib/save-file.ts";

export type DatasetFilter = Pick<DatasetQuery, "status" | "search">;

/** Datasets newest first; asked for again while one of them is being read. */
export const datasetsQuery = (filter: DatasetFilter) =>
  infiniteQueryOptions({
    queryKey: ["datasets", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/datasets", DatasetPage, { signal, query: { ...filter, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some(({ status }) => status === "processing")) ? 2500 : 30_000,
  });

/** One dataset with its latest run. */
export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ["datasets", id],
    queryFn: ({ signal }) => api.get(`/v1/datasets/${id}`, DatasetDetail, { signal }),
  });

/** What is known of a dataset at a revision; a revision never changes. */
export const profileQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ["datasets", id, "profile", revision],
    queryFn: ({ signal }) => api.get(`/v1/datasets/${id}/profile`, DatasetProfile, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A run of the list, asked for every second until it is finished: streams are too few for a whole list. */
export const useRunOfList = (id: string | null) =>
  useQuery({
    ...runQuery(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && isFinished(state.data.status) ? false : 1000),
  });

/** Gives a dataset another name. */
export function useRenameDataset(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (update: DatasetUpdate) => api.patch(`/v1/datasets/${id}`, Dataset, { body: update }),
    onSuccess: () => Promise.all(["datasets", "runs"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

/** Deletes a dataset with its file and its insights. */
export function useDeleteDataset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/v1/datasets/${id}`),
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: ["datasets", id] });
      return Promise.all(
        ["datasets", "insights", "runs"].map((noun) =>
          client.invalidateQueries({ queryKey: [noun], predicate: (query) => query.queryKey[1] !== id }),
        ),
      );
    },
  });
}

/** Hands the file as it was uploaded to the browser's downloads, under the dataset's name. */
export async function saveOriginal(dataset: Pick<Dataset, "id" | "name">): Promise<void> {
  const answer = await send("GET", `/v1/datasets/${dataset.id}/file`, {
    headers: { accept: "application/octet-stream" },
  });
  await saveFile(answer, dataset.name);
}
