import { Health } from "@plumbline/contracts";
import type { Hono } from "hono";
import { resolver } from "hono-openapi";
import manifest from "../package.json" with { type: "json" };
import { type ApiContext, type ApiEnv, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { asAnyone } from "../platform/member.ts";
import { type HealthFacts, healthFacts } from "./queries.ts";

const kept_ms = 1000;

/** GET /v1/health. Its answer is kept for a second and asked for once at a time: nobody can load the database with it. */
export function health(now: () => number = () => performance.now()): Hono<ApiEnv> {
  let kept: { report: Promise<Health>; until: number } | undefined;
  const report = (c: ApiContext): Promise<Health> => {
    if (kept === undefined || now() >= kept.until) kept = { report: probe(c), until: now() + kept_ms };
    return kept.report;
  };
  return router().get(
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
      const answer = await report(c);
      return c.json(answer, answer.ok ? 200 : 503);
    },
  );
}

/** A database that is down is what this route reports, not an error of the route; the cause goes to the log. */
async function probe(c: ApiContext): Promise<Health> {
  const started = performance.now();
  const facts = await asAnyone(c, healthFacts).then(
    ([rows]) => rows[0]?.facts,
    (cause: unknown) => {
      c.set("failure", cause);
      return undefined;
    },
  );
  return toHealth(facts, Math.round((performance.now() - started) * 10) / 10);
}

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
