import {
  AppError,
  Id,
  PageQuery,
  PipelineDraft,
  PipelineVersion,
  PipelineVersionPage,
  RunKind,
} from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import { router } from "../platform/context.ts";
import { cutPage } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember, getAsMember, readAsMember } from "../platform/member.ts";
import { requireValid } from "./check.ts";
import {
  getBuiltin,
  getDraft,
  getPipeline,
  getVersion,
  listCatalogue,
  listProfileKeys,
  listVersions,
  saveDraft,
} from "./queries.ts";

/** A pipeline's numbered versions and the draft of the next one. */
export const versions = router();
const AnyPath = z.object({ id: z.union([Id, RunKind]) });
const VersionPath = AnyPath.extend({ number: z.coerce.number().int().min(0).max(1_000_000) });

versions.get(
  "/:id/versions",
  operation({
    tag: "pipelines",
    summary: "Versions of a pipeline; the last one is the built-in, number 0",
    answer: { status: 200, description: "Versions, newest first", schema: PipelineVersionPage },
    feature: "pipelines",
  }),
  params(AnyPath),
  query(PageQuery),
  async (c) => {
    const { id } = c.req.valid("param");
    const page = c.req.valid("query");
    const [[builtin], rows] = await readAsMember(c, getBuiltin(id), listVersions(id, page));
    if (builtin === undefined) throw new AppError("not_found", "There is no such pipeline");
    const { items, next_cursor } = cutPage(rows, page.limit);
    return c.json({ items: next_cursor === null ? [...items, builtin] : items, next_cursor });
  },
);

versions.get(
  "/:id/versions/:number",
  operation({
    tag: "pipelines",
    summary: "A version of a pipeline",
    answer: { status: 200, description: "The version", schema: PipelineVersion },
    feature: "pipelines",
  }),
  params(VersionPath),
  async (c) => {
    const { id, number } = c.req.valid("param");
    return c.json(await getAsMember(c, getVersion(id, number), "There is no such pipeline version"));
  },
);

versions.put(
  "/:id/draft",
  operation({
    tag: "pipelines",
    summary: "Save the draft, or open one; `revision` is that of the draft that was read, null when there was none",
    answer: { status: 200, description: "The draft as saved", schema: PipelineVersion },
    feature: "pipelines",
    problems: ["forbidden", "conflict", "pipeline_invalid"],
  }),
  params(z.object({ id: Id })),
  body(PipelineDraft),
  async (c) => {
    const { id } = c.req.valid("param");
    const draft = c.req.valid("json");
    const [[pipeline], profiles, catalogue, [role]] = await readAsMember(
      c,
      getPipeline(id),
      listProfileKeys,
      listCatalogue,
      callerRole,
    );
    if (pipeline === undefined) throw new AppError("not_found", "There is no such pipeline");
    requireOwner(role, "changes pipelines");
    requireValid(draft.nodes, catalogue, profiles);
    const [, [saved]] = await asMember(c, saveDraft(id, draft), getDraft(id));
    return c.json(saved);
  },
);
