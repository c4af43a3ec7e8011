import { Id, Insight, InsightPage, InsightQuery } from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { params, query } from "../platform/input.ts";
import { getAsMember } from "../platform/member.ts";
import { getInsight, listInsights } from "./queries.ts";

export const insights = router();

insights.get(
  "/",
  operation({
    tag: "insights",
    feature: "copilot.dataset",
    summary: "Insights of the tenant: each dataset's current ones, or those of a run",
    answer: { status: 200, description: "Insights, newest run first, in a run by rank", schema: InsightPage },
  }),
  query(InsightQuery),
  async (c) => c.json(await pageAsMember(c, listInsights, c.req.valid("query"))),
);

insights.get(
  "/:id",
  operation({
    tag: "insights",
    feature: "copilot.dataset",
    summary: "An insight with its evidence",
    answer: { status: 200, description: "The insight", schema: Insight },
  }),
  params(z.object({ id: Id })),
  async (c) => c.json(await getAsMember(c, getInsight(c.req.valid("param").id), "There is no such insight")),
);
