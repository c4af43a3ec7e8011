import { Health } from "@plumbline/contracts";
import { resolver } from "hono-openapi";
import manifest from "../package.json" with { type: "json" };
import { type ApiContext, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { asAnyone } from "../platform/member.ts";
import { type HealthFacts, healthFacts } from "./queries.ts";

export const health = router();

health.get(
  "/",
  operation({
    tag: "health",
    summary: "Whether database, queue and worker are well",
    signed_in: false,
    answer: { status: 200, description: "All is well", schema: Health },
    more: {
      responses: {
        503: { description: "A part is not well", content: { "application/json": { schema: resolver(Health) } } },
      },
    },
  }),
  async (c) => {
    const started = performance.now();
    const facts = await probe(c);
    const report = toHealth(facts, Math.round((performance.now() - started) * 10) / 10);
    return c.json(report, report.ok ? 200 : 503);
  },
);

/** A database that is down is what this route reports, not an error of the route; the cause goes to the log. */
const probe = (c: ApiContext): Promise<HealthFacts | undefined> =>
  asAnyone(c, healthFacts).then(
    ([rows]) => rows[0]?.facts,
    (cause: unknown) => {
      c.set("failure", cause);
      return undefined;
    },
  );

function toHealth(facts: HealthFacts | undefined, latency_ms: number): Health {
  const database = facts !== undefined;
  const queue = database && facts.queue_schema !== null;
  const worker = database && facts.workers > 0;
  const unknown = "Not known while the database does not answer";
  return {
    ok: database && queue && worker,
    database: {
      ok: database,
      detail: database ? "Answers" : "Does not answer",
      latency_ms: database ? latency_ms : null,
    },
    queue: {
      ok: queue,
      detail: !database ? unknown : queue ? `${facts.waiting ?? 0} runs wait` : "The queue is not installed",
      waiting: facts?.waiting ?? null,
    },
    worker: {
      ok: worker,
      detail: !database ? unknown : worker ? `${facts.workers} alive` : "No worker has been seen for 15 seconds",
      last_seen_at: facts?.last_seen_at ?? null,
      count: facts?.workers ?? null,
    },
    versions: {
      api: manifest.version,
      schema: facts?.schema ?? null,
      queue_schema: facts?.queue_schema ?? null,
    },
  };
}
