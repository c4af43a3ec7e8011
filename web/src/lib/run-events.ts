import { isFinished, RunDetail, RunEvent } from "@plumbline/contracts";
import { queryOptions, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, send } from "./api.ts";
import { ApiError, parseJson } from "./api-error.ts";
import { applyRunEvent, isLastEvent } from "./run-progress.ts";
import { serverEvents } from "./sse.ts";

/** Waits between attempts, in milliseconds; the last one repeats. */
const waits_ms = [1000, 2000, 4000, 8000, 15_000];

/** The query of one run with its steps; every page that shows the run shares it. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id],
    queryFn: ({ signal }) => api.get(`/v1/runs/${id}`, RunDetail, { signal }),
  });

/**
 * Everything that has happened in a run, in order. While the run goes on it grows by itself (`useRunEvents`); the whole of
 * it is asked for once the run is finished: enable it then.
 */
export const runHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "history"],
    queryFn: async ({ signal }) => {
      const answer = await send("GET", `/v1/runs/${id}/events`, { signal, headers: { accept: "text/event-stream" } });
      const events: RunEvent[] = [];
      if (!answer.body) return events;
      for await (const message of serverEvents(answer.body)) {
        const event = RunEvent.safeParse(parseJson(message.data));
        if (event.success) events.push(event.data);
      }
      return events;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** `live`: events arrive as they happen; `polling`: the stream is down and the run is asked for instead. */
export type RunConnection = "connecting" | "live" | "polling" | "closed";

export interface RunEvents {
  query: UseQueryResult<RunDetail>;
  run: RunDetail | undefined;
  connection: RunConnection;
}

/**
 * Follows a run until it is finished: the server's event stream, resumed after the last event seen; while the stream
 * is down the run is polled after 1, 2, 4, 8 and then every 15 seconds. When it finishes, everything cached about
 * datasets, insights and runs is asked for again. `undefined` follows nothing.
 */
export function useRunEvents(id: string | undefined): RunEvents {
  const client = useQueryClient();
  const query = useQuery({ ...runQuery(id ?? ""), enabled: id !== undefined });
  const [connection, setConnection] = useState<RunConnection>("connecting");
  const known = query.data !== undefined;
  const finished = query.data !== undefined && isFinished(query.data.status);

  const followed = useRef<string>(undefined);

  useEffect(() => {
    if (id === undefined || !known) return;
    if (finished) {
      setConnection("closed");
      if (followed.current !== id) return;
      followed.current = undefined;
      for (const noun of ["runs", "datasets", "insights"]) void client.invalidateQueries({ queryKey: [noun] });
      return;
    }
    followed.current = id;
    const stop = new AbortController();
    const { queryKey } = runQuery(id);

    const see = (event: RunEvent): void => {
      client.setQueryData(runHistoryQuery(id).queryKey, (seen = []) =>
        seen.some((one) => one.seq === event.seq) ? seen : [...seen, event],
      );
      client.setQueryData(queryKey, (run) => run && applyRunEvent(run, event));
      // Failures, durations and the server's own progress are on the run, not on its events.
      if (event.type !== "step_progress") void client.invalidateQueries({ queryKey, exact: true });
    };
    const poll = () => client.fetchQuery({ ...runQuery(id), staleTime: 0, retry: false });
    // What ends it, besides the run, is leaving the page or an answer that no asking again can mend.
    follow(id, stop.signal, setConnection, see, poll).catch(() => undefined);
    return () => stop.abort();
  }, [client, id, known, finished]);

  return { query, run: query.data, connection };
}

/** Resolves once the run is finished; rejects when stopped or when asking again cannot help. */
async function follow(
  id: string,
  signal: AbortSignal,
  connection: (state: RunConnection) => void,
  see: (event: RunEvent) => void,
  poll: () => Promise<RunDetail>,
): Promise<void> {
  let lastEventId = "";
  for (let failures = 0; ; ) {
    const opened = Date.now();
    try {
      const answer = await send("GET", `/v1/runs/${id}/events`, {
        signal,
        headers: { accept: "text/event-stream", ...(lastEventId && { "last-event-id": lastEventId }) },
      });
      if (!answer.body || !answer.headers.get("content-type")?.startsWith("text/event-stream"))
        throw new ApiError("unavailable", "The event stream did not open.");
      connection("live");
      for await (const message of serverEvents(answer.body)) {
        if (message.id) lastEventId = message.id;
        const event = RunEvent.safeParse(parseJson(message.data));
        if (!event.success) continue;
        failures = 0;
        see(event.data);
        if (isLastEvent(event.data)) return;
      }
      // Servers end long streams on purpose: one that stayed open for a while is simply opened again.
      if (Date.now() - opened > 5000) continue;
    } catch {
      if (signal.aborted) throw signal.reason;
    }
    connection("polling");
    await pause(waits_ms[Math.min(failures++, waits_ms.length - 1)] ?? 15_000, signal);
    const run = await poll().catch((error: unknown) => {
      if (error instanceof ApiError && error.code !== "unavailable" && error.status < 500) throw error;
    });
    if (run && isFinished(run.status)) return;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
