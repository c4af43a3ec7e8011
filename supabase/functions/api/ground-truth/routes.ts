import { GroundTruth, GroundTruthCreate, GroundTruthPage, GroundTruthQuery } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, query } from "../platform/input.ts";
import { asMember } from "../platform/member.ts";
import { addedTruth, addTruth, listTruth } from "./queries.ts";

export const groundTruth = router();

groundTruth.get(
  "/",
  operation({
    tag: "ground-truth",
    summary: "What is known to be right; with `all_versions` also what was thought before",
    answer: { status: 200, description: "Ground truth, newest first", schema: GroundTruthPage },
    feature: "pipelines",
  }),
  query(GroundTruthQuery),
  async (c) => c.json(await pageAsMember(c, listTruth, c.req.valid("query"))),
);

groundTruth.post(
  "/",
  operation({
    tag: "ground-truth",
    summary: "Set down what is right: the next version under its scope and reference",
    answer: { status: 201, description: "What was set down", schema: GroundTruth },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  body(GroundTruthCreate),
  async (c) => {
    const [, [added]] = await asMember(c, addTruth(c.req.valid("json")), addedTruth);
    return c.json(added, 201);
  },
);
