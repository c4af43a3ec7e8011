import { AppError, Id, Run, RunDetail, RunEvent, RunPage, RunQuery } from "@plumbline/contracts";
import { resolver } from "hono-openapi";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { params, query } from "../platform/input.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import { derived } from "./derive-routes.ts";
import { streamRunEvents } from "./events.ts";
import { cancelRun, getRun, getRunDetail, listRuns, listSteps } from "./queries.ts";
import { results } from "./result-routes.ts";

export const runs = router().route("/", derived).route("/", results);
const Path = z.object({ id: Id });
const noSuchRun = () => new AppError("not_found", "There is no such run");

runs.get(
  "/",
  operation({
    tag: "runs",
    summary: "Runs of the tenant",
    answer: { status: 200, description: "Runs, newest first", schema: RunPage },
  }),
  query(RunQuery),
  async (c) => c.json(await pageAsMember(c, listRuns, c.req.valid("query"))),
);

runs.get(
  "/:id",
  operation({
    tag: "runs",
    summary: "A run and its steps",
    answer: { status: 200, description: "The run", schema: RunDetail },
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const [[run], steps] = await readAsMember(c, getRunDetail(id), listSteps(id));
    if (run === undefined) throw noSuchRun();
    return c.json({ ...run, steps });
  },
);

runs.get(
  "/:id/events",
  operation({
    tag: "runs",
    summary: "What happens in a run, as it happens",
    answer: { status: 200, description: "Server-sent events, one RunEvent each; ends when the run has ended" },
    headers: [{ name: "last-event-id", description: "Resumes after this seq." }],
    more: {
      responses: {
        200: {
          description: "Server-sent events: `id` is seq, `event` the type, `data` a RunEvent",
          content: { "text/event-stream": { schema: resolver(RunEvent) } },
        },
      },
    },
  }),
  params(Path),
  async (c) => streamRunEvents(c, c.req.valid("param").id),
);

runs.post(
  "/:id/cancel",
  operation({
    tag: "runs",
    summary: "End a queued or running run",
    answer: { status: 200, description: "The run, cancelled", schema: Run },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const [, [run]] = await asMember(c, cancelRun(id), getRun(id));
    if (run === undefined) throw noSuchRun();
    return c.json(run);
  },
);
