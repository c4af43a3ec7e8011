import { AppError, Id, MetricProfile, MetricProfileUpdate, MetricProfileWrite } from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params } from "../platform/input.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import { requireProfile } from "./check.ts";
import { createProfile, deleteProfile, getProfile, listDefinitions, updateProfile, usersOfProfile } from "./queries.ts";
import { removeUnused } from "./remove.ts";

export const profiles = router();
const Path = z.object({ id: Id });
const missing = "There is no such metric profile";

profiles.post(
  "/",
  operation({
    tag: "metrics",
    summary: "Make a profile: metrics and their thresholds (CEL), for nodes to name",
    answer: { status: 201, description: "The profile", schema: MetricProfile },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  body(MetricProfileWrite),
  async (c) => {
    const written = c.req.valid("json");
    const [[role], own] = await readAsMember(c, callerRole, listDefinitions);
    requireOwner(role, "makes metric profiles");
    requireProfile(written.metrics, own);
    const [[created]] = await asMember(c, createProfile(written));
    return c.json(created, 201);
  },
);

profiles.patch(
  "/:id",
  operation({
    tag: "metrics",
    summary: "Change a profile; runs under way measure with what it was when they were taken",
    answer: { status: 200, description: "The profile, changed", schema: MetricProfile },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  params(Path),
  body(MetricProfileUpdate),
  async (c) => {
    const { id } = c.req.valid("param");
    const update = c.req.valid("json");
    const [[found], own, [role]] = await readAsMember(c, getProfile(id), listDefinitions, callerRole);
    if (found === undefined) throw new AppError("not_found", missing);
    requireOwner(role, "changes metric profiles");
    if (update.metrics) requireProfile(update.metrics, own);
    const [[changed]] = await asMember(c, updateProfile(id, update));
    if (changed === undefined) throw new AppError("not_found", missing);
    return c.json(changed);
  },
);

profiles.delete(
  "/:id",
  operation({
    tag: "metrics",
    summary: "Remove a profile that no draft and no active pipeline names",
    answer: { status: 204, description: "Removed" },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    await removeUnused(c, {
      found: getProfile(id),
      users: usersOfProfile(id),
      removed: deleteProfile(id),
      noun: "metric profile",
      fix: "Choose another one in these pipeline versions first",
    });
    return c.body(null, 204);
  },
);
