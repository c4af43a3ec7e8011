import { AppError, Id, MetricDefinition, MetricDefinitionUpdate, MetricDefinitionWrite } from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params } from "../platform/input.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import { requireDefinition } from "./check.ts";
import { createDefinition, deleteDefinition, getDefinition, updateDefinition, usersOfDefinition } from "./queries.ts";
import { removeUnused } from "./remove.ts";

export const definitions = router();
const Path = z.object({ id: Id });
const missing = "There is no such metric";

definitions.post(
  "/",
  operation({
    tag: "metrics",
    summary: "Define a metric; its expression is CEL",
    answer: { status: 201, description: "The metric", schema: MetricDefinition },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  body(MetricDefinitionWrite),
  async (c) => {
    const written = c.req.valid("json");
    requireDefinition(written);
    const [[created]] = await asMember(c, createDefinition(written));
    return c.json(created, 201);
  },
);

definitions.patch(
  "/:id",
  operation({
    tag: "metrics",
    summary: "Change a metric; what was measured stays as it was",
    answer: { status: 200, description: "The metric, changed", schema: MetricDefinition },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  params(Path),
  body(MetricDefinitionUpdate),
  async (c) => {
    const { id } = c.req.valid("param");
    const update = c.req.valid("json");
    requireDefinition(update);
    const [[found], [changed], [role]] = await readAsMember(
      c,
      getDefinition(id),
      updateDefinition(id, update),
      callerRole,
    );
    if (found === undefined) throw new AppError("not_found", missing);
    if (changed === undefined) requireOwner(role, "changes metrics");
    return c.json(changed);
  },
);

definitions.delete(
  "/:id",
  operation({
    tag: "metrics",
    summary: "Remove a metric that no profile uses; what was measured stays",
    answer: { status: 204, description: "Removed" },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    await removeUnused(c, {
      found: getDefinition(id),
      users: usersOfDefinition(id),
      removed: deleteDefinition(id),
      noun: "metric",
      fix: "Take it out of these profiles first",
    });
    return c.body(null, 204);
  },
);
