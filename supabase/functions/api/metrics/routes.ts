import { allDefinitions, MetricCatalogue, MetricResultPage, MetricResultQuery } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { query } from "../platform/input.ts";
import { readAsMember } from "../platform/member.ts";
import { definitions } from "./definition-routes.ts";
import { profiles } from "./profile-routes.ts";
import { listDefinitions, listProfiles, listResults } from "./queries.ts";

export const metrics = router().route("/definitions", definitions).route("/profiles", profiles);

metrics.get(
  "/",
  operation({
    tag: "metrics",
    summary: "What is measured: metrics, and the profiles nodes are measured with",
    answer: {
      status: 200,
      description: "Everything, by key; what comes with Plumbline first",
      schema: MetricCatalogue,
    },
    feature: "pipelines",
  }),
  async (c) => {
    const [own, profiles] = await readAsMember(c, listDefinitions, listProfiles);
    return c.json({ definitions: allDefinitions(own), profiles });
  },
);

metrics.get(
  "/results",
  operation({
    tag: "metrics",
    summary: "What was measured, with its step and run",
    answer: { status: 200, description: "Results, newest first", schema: MetricResultPage },
    feature: "pipelines",
  }),
  query(MetricResultQuery),
  async (c) => c.json(await pageAsMember(c, listResults, c.req.valid("query"))),
);
