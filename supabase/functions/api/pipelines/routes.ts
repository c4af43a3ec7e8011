import {
  AppError,
  diffPipelines,
  Id,
  isSameJson,
  Pipeline,
  PipelineActivate,
  PipelineCheck,
  PipelineCreate,
  PipelineDiff,
  PipelineDiffQuery,
  PipelineFaults,
  PipelineList,
  PipelineNodes,
  PipelineUpdate,
  RunKind,
} from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember, getAsMember, readAsMember } from "../platform/member.ts";
import { faultsOf } from "../platform/problem.ts";
import { pipelineFaults, requireValid } from "./check.ts";
import {
  activate,
  createdPipeline,
  createPipeline,
  getPipeline,
  getVersion,
  listCatalogue,
  listPipelines,
  listProfileKeys,
  rollBack,
  updatePipeline,
} from "./queries.ts";
import { versions } from "./version-routes.ts";

export const pipelines = router().route("/", versions);
const OwnPath = z.object({ id: Id });
/** Readable by kind too: there is a built-in one before a tenant has any of its own. */
const AnyPath = z.object({ id: z.union([Id, RunKind]) });
const missing = "There is no such pipeline";
const changes = "changes pipelines";

pipelines.get(
  "/",
  operation({
    tag: "pipelines",
    summary: "How runs of each kind are executed",
    answer: { status: 200, description: "One pipeline for each kind of run", schema: PipelineList },
    feature: "pipelines",
  }),
  async (c) => {
    const [items] = await readAsMember(c, listPipelines);
    return c.json({ items });
  },
);

pipelines.post(
  "/",
  operation({
    tag: "pipelines",
    summary: "Make a pipeline of the tenant's own, with a copy of the built-in one as its first draft",
    answer: { status: 201, description: "The pipeline; the built-in one stays active", schema: Pipeline },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  body(PipelineCreate),
  async (c) => {
    const [, [created]] = await asMember(c, createPipeline(c.req.valid("json")), createdPipeline);
    return c.json(created, 201);
  },
);

pipelines.post(
  "/check",
  operation({
    tag: "pipelines",
    summary: "What is wrong with a pipeline, without saving it",
    answer: { status: 200, description: "What is wrong; nothing when it can be saved", schema: PipelineFaults },
    feature: "pipelines",
  }),
  body(PipelineCheck),
  async (c) => {
    const parsed = PipelineNodes.safeParse(c.req.valid("json").nodes);
    const [, profiles, catalogue] = await readAsMember(c, listPipelines, listProfileKeys, listCatalogue);
    if (!parsed.success) return c.json({ errors: faultsOf(parsed.error.issues, "/nodes") });
    return c.json({ errors: pipelineFaults(parsed.data, catalogue, profiles) });
  },
);

pipelines.get(
  "/:id",
  operation({
    tag: "pipelines",
    summary: "A pipeline, by its id or its kind",
    answer: { status: 200, description: "The pipeline", schema: Pipeline },
    feature: "pipelines",
  }),
  params(AnyPath),
  async (c) => c.json(await getAsMember(c, getPipeline(c.req.valid("param").id), missing)),
);

pipelines.patch(
  "/:id",
  operation({
    tag: "pipelines",
    summary: "Rename or describe a pipeline",
    answer: { status: 200, description: "The pipeline, changed", schema: Pipeline },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  params(OwnPath),
  body(PipelineUpdate),
  async (c) => {
    const { id } = c.req.valid("param");
    const update = updatePipeline(id, c.req.valid("json"));
    const [[found], [changed], [after], [role]] = await readAsMember(
      c,
      getPipeline(id),
      update,
      getPipeline(id),
      callerRole,
    );
    if (found === undefined) throw new AppError("not_found", missing);
    if (changed === undefined) requireOwner(role, changes);
    return c.json(after);
  },
);

pipelines.post(
  "/:id/activate",
  operation({
    tag: "pipelines",
    summary: "Make a version the one that new runs use; 0 is the built-in one",
    answer: { status: 200, description: "The pipeline; runs under way go on as they began", schema: Pipeline },
    feature: "pipelines",
    problems: ["forbidden", "pipeline_invalid"],
  }),
  params(OwnPath),
  body(PipelineActivate),
  async (c) => {
    const { id } = c.req.valid("param");
    const { number } = c.req.valid("json");
    const [[version], profiles, catalogue, [role]] = await readAsMember(
      c,
      getVersion(id, number),
      listProfileKeys,
      listCatalogue,
      callerRole,
    );
    if (version === undefined) throw new AppError("not_found", "There is no such pipeline version");
    requireOwner(role, "activates pipelines");
    // The catalogue and the profiles may have changed since it was saved.
    if (number > 0) requireValid(version.nodes, catalogue, profiles);
    const [, [after]] = await asMember(c, activate(id, number), getPipeline(id));
    return c.json(after);
  },
);

pipelines.post(
  "/:id/rollback",
  operation({
    tag: "pipelines",
    summary: "Activate what was active before; the built-in pipeline when nothing was",
    answer: { status: 200, description: "The pipeline", schema: Pipeline },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  params(OwnPath),
  async (c) => {
    const { id } = c.req.valid("param");
    await getAsMember(c, getPipeline(id), missing);
    const [, [after]] = await asMember(c, rollBack(id), getPipeline(id));
    return c.json(after);
  },
);

pipelines.get(
  "/:id/diff",
  operation({
    tag: "pipelines",
    summary: "What changed from one version to another",
    answer: { status: 200, description: "Nodes that were added, removed or changed", schema: PipelineDiff },
    feature: "pipelines",
  }),
  params(AnyPath),
  query(PipelineDiffQuery),
  async (c) => {
    const { id } = c.req.valid("param");
    const { from, to } = c.req.valid("query");
    const [[before], [after]] = await readAsMember(c, getVersion(id, from), getVersion(id, to));
    if (before === undefined || after === undefined) {
      throw new AppError("not_found", "There is no such pipeline version");
    }
    const parallel_groups_changed = !isSameJson(before.parallel_groups, after.parallel_groups);
    return c.json({ from, to, changes: diffPipelines(before.nodes, after.nodes), parallel_groups_changed });
  },
);
