import { AppError, isFinished, type RunEvent } from "@plumbline/contracts";
import { streamSSE } from "hono/streaming";
import type { ApiContext } from "../platform/context.ts";
import { readAsMember } from "../platform/member.ts";
import { openStream } from "../platform/open-streams.ts";
import { toAppError } from "../platform/problem.ts";
import { getRunStatus, listEvents } from "./queries.ts";

const poll_ms = { least: 250, most: 500 };
const heartbeat_ms = 15_000;
/** Writers' transactions are far shorter: no event older than this can still appear before one that was sent. */
const settled_ms = 10_000;

/**
 * Answers the run's history and then what happens, until the run has ended. Each look is a transaction of its own
 * under row-level security, so a member who loses access hears nothing more. Throws not_found before the first byte,
 * and rate_limited when the caller has too many streams open.
 */
export async function streamRunEvents(c: ApiContext, runId: string): Promise<Response> {
  const close = openStream(c.get("streams"), "events", c.get("standing")?.user_id ?? "");
  try {
    return await streamHistory(c, runId, close);
  } catch (error) {
    close();
    throw error;
  }
}

async function streamHistory(c: ApiContext, runId: string, close: () => void): Promise<Response> {
  const history = new RunHistory(c, runId, lastEventId(c));
  // The first look happens before the answer starts: its errors are still problems with a status.
  let look = await history.look();
  const answer = streamSSE(c, async (stream) => {
    // A key has no end of its own here: the database judges it with every look.
    const expires_ms = (c.get("claims")?.exp ?? Number.POSITIVE_INFINITY) * 1000;
    let quiet_since = Date.now();
    let wait_ms = poll_ms.least;
    try {
      for (;;) {
        for (const event of look.events) {
          await stream.writeSSE({ id: String(event.seq), event: event.type, data: JSON.stringify(event) });
        }
        if (look.ended || stream.aborted || Date.now() >= expires_ms) return;
        if (look.events.length > 0) {
          quiet_since = Date.now();
          wait_ms = poll_ms.least;
        } else {
          wait_ms = Math.min(wait_ms + 50, poll_ms.most);
        }
        if (Date.now() - quiet_since >= heartbeat_ms) {
          quiet_since = Date.now();
          await stream.write(": still here\n\n");
        }
        await stream.sleep(wait_ms);
        if (stream.aborted) return;
        look = await history.look();
      }
    } catch (error) {
      const { code, message } = toAppError(error);
      const detail = code === "internal" ? "Something went wrong on our side" : message;
      await stream.writeSSE({
        event: "problem",
        data: JSON.stringify({ code, detail, request_id: c.get("request_id") }),
      });
    } finally {
      close();
    }
  });
  // The stream's own "no-cache" would let a cache keep it.
  answer.headers.set("cache-control", "no-store");
  return answer;
}

/** What of a run's events has been sent, and what is new. */
class RunHistory {
  readonly #c: ApiContext;
  readonly #runId: string;
  /** Everything up to here has been sent or was never wanted. */
  #settled: number;
  /** Sent, but young: an event with a lower number may still be committed by a slower transaction. */
  readonly #recent = new Map<number, number>();

  constructor(c: ApiContext, runId: string, after: number) {
    this.#c = c;
    this.#runId = runId;
    this.#settled = after;
  }

  async look(): Promise<{ events: RunEvent[]; ended: boolean }> {
    // The status is read before the events: when it says ended, the last event is among them.
    const [[run], rows] = await readAsMember(
      this.#c,
      getRunStatus(this.#runId),
      listEvents(this.#runId, this.#settled),
    );
    if (run === undefined) throw new AppError("not_found", "There is no such run");
    const events = rows.filter((event) => !this.#recent.has(event.seq));
    const now = Date.now();
    for (const event of events) this.#recent.set(event.seq, now);
    for (const [seq, sent_at] of this.#recent) {
      if (now - sent_at < settled_ms) break;
      this.#recent.delete(seq);
      this.#settled = Math.max(this.#settled, seq);
    }
    return { events, ended: isFinished(run.status) && events.length === 0 };
  }
}

function lastEventId(c: ApiContext): number {
  const seq = Number(c.req.header("last-event-id") ?? "0");
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}
