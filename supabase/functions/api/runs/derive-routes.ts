import {
  AppError,
  BulkAnswer,
  BulkReplay,
  BulkRequest,
  Id,
  isFinished,
  RunAccepted,
  RunEdit,
  RunReplay,
  RunRerun,
} from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireEditor } from "../platform/caller-role.ts";
import { type ApiContext, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params } from "../platform/input.ts";
import { validatorOf } from "../platform/json-schema.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import { invalid } from "../platform/problem.ts";
import type { Query } from "../platform/sql.ts";
import {
  cancelRuns,
  type Demands,
  derivedRun,
  getDemands,
  replayRun,
  replayRuns,
  rerunRun,
  rerunWithIr,
} from "./derive-queries.ts";
import { getRun } from "./queries.ts";
import { sortedJson } from "./sorted-json.ts";

/** Runs that come from others, and many runs at once. */
export const derived = router();
const Path = z.object({ id: Id });
const accepted = { status: 202, description: "The new run, requested", schema: RunAccepted, located: true } as const;

async function derive(c: ApiContext, query: Query): Promise<Response> {
  const [, [run]] = await asMember(c, query, derivedRun);
  if (run === undefined) throw new AppError("not_found", "There is no such run");
  return c.json({ run, created: true } satisfies RunAccepted, 202, { location: `/v1/runs/${run.id}` });
}

derived.post(
  "/:id/rerun",
  operation({
    tag: "runs",
    summary: "A new run that takes the results before a node from an ended one and executes the rest",
    answer: accepted,
    problems: ["forbidden", "conflict", "feature_disabled"],
  }),
  params(Path),
  body(RunRerun),
  async (c) => derive(c, rerunRun(c.req.valid("param").id, c.req.valid("json").node)),
);

derived.post(
  "/:id/edit",
  operation({
    tag: "runs",
    summary: "A new run that takes a mended result of a node and executes what follows from it",
    answer: accepted,
    problems: ["forbidden", "conflict", "feature_disabled"],
  }),
  params(Path),
  body(RunEdit),
  async (c) => {
    const { id } = c.req.valid("param");
    const { node, value } = c.req.valid("json");
    const [[run], [demands], [role]] = await readAsMember(c, getRun(id), getDemands(id, node), callerRole);
    if (run === undefined) throw new AppError("not_found", "There is no such run");
    requireEditor(role, "start runs");
    // A run that has not ended, or has no such node, is the database's to refuse.
    if (demands && isFinished(run.status)) requireInside(demands, value);
    return derive(c, rerunWithIr(id, node, sortedJson(value)));
  },
);

derived.post(
  "/:id/replay",
  operation({
    tag: "runs",
    summary: "The same input again, with the pipeline version and the language model that are named",
    answer: accepted,
    problems: ["forbidden", "conflict", "feature_disabled"],
  }),
  params(Path),
  body(RunReplay),
  async (c) => derive(c, replayRun(c.req.valid("param").id, c.req.valid("json"))),
);

derived.post(
  "/cancel",
  operation({
    tag: "runs",
    summary: "End the queued and running runs that fit a filter: counts first, acts with the count as `confirm`",
    answer: { status: 200, description: "How many fit, and how many were ended", schema: BulkAnswer },
    problems: ["forbidden", "conflict"],
  }),
  body(BulkRequest),
  async (c) => {
    const [[answer]] = await asMember(c, cancelRuns(c.req.valid("json")));
    return c.json(answer);
  },
);

derived.post(
  "/replay",
  operation({
    tag: "runs",
    summary: "Replay the ended runs that fit a filter: counts first, acts with the count as `confirm`",
    answer: { status: 200, description: "How many fit, and how many were replayed", schema: BulkAnswer },
    problems: ["forbidden", "conflict", "feature_disabled"],
  }),
  body(BulkReplay),
  async (c) => {
    const [[answer]] = await asMember(c, replayRuns(c.req.valid("json")));
    return c.json(answer);
  },
);

/** Throws invalid_request when a mended result is outside a schema; `errors` point into the body, below /value. */
function requireInside({ builtin, own }: Demands, value: unknown): void {
  const faults = [builtin, own].flatMap((schema) => (schema ? validatorOf(schema)(value) : []));
  if (faults.length === 0) return;
  const errors = faults.map((fault) => ({ ...fault, location: `/value${fault.location}` }));
  throw invalid("The result is outside its schema", errors);
}
