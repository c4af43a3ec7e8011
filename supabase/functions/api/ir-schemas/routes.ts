import {
  AppError,
  Id,
  IrSampleAnswer,
  IrSampleCheck,
  type IrSchema,
  IrSchemaActivate,
  IrSchemaBreaks,
  IrSchemaCreate,
  IrSchemaDetail,
  IrSchemaList,
  IrSchemaRename,
  IrSchemaUpdate,
  type IrSchemaVersion,
  StepName,
  schemaBreaks,
  WouldHaveBlocked,
} from "@plumbline/contracts";
import { z } from "zod";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import { type ApiContext, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { validatorOf } from "../platform/json-schema.ts";
import { asMember, getAsMember, readAsMember } from "../platform/member.ts";
import { breaksOf, chooseVersion, requireUsable } from "./check.ts";
import {
  activateSchema,
  getSchema,
  listSchemas,
  listVersions,
  renameSchema,
  savedSchema,
  saveSchema,
  wouldHaveBlocked,
} from "./queries.ts";

export const irSchemas = router();
const OwnPath = z.object({ id: Id });
/** What comes with a step is read by the step's name. */
const AnyPath = z.object({ id: z.union([Id, StepName]) });
const missing = "There is no such schema";
const changes = "changes IR schemas";

const detailOf = (schema: IrSchema | undefined, versions: IrSchemaVersion[]): IrSchemaDetail => {
  if (schema === undefined) throw new AppError("not_found", missing);
  return { ...schema, versions };
};
const read = async (c: ApiContext, id: string): Promise<IrSchemaDetail> => {
  const [[schema], versions] = await readAsMember(c, getSchema(id), listVersions(id));
  return detailOf(schema, versions);
};

irSchemas.get(
  "/",
  operation({
    tag: "ir-schemas",
    summary: "Schemas of steps' results: those that come with the steps and the tenant's own",
    answer: { status: 200, description: "Schemas by step", schema: IrSchemaList },
    feature: "pipelines",
  }),
  async (c) => {
    const [items] = await readAsMember(c, listSchemas);
    return c.json({ items });
  },
);

irSchemas.get(
  "/would-have-blocked",
  operation({
    tag: "ir-schemas",
    summary: "How many recent runs enforcing the schemas would have stopped",
    answer: { status: 200, description: "Of the runs that ended in the last days", schema: WouldHaveBlocked },
    feature: "pipelines",
  }),
  query(z.object({ days: z.coerce.number().int().min(1).max(90).default(7) })),
  async (c) => c.json(await getAsMember(c, wouldHaveBlocked(c.req.valid("query").days), missing)),
);

irSchemas.post(
  "/",
  operation({
    tag: "ir-schemas",
    summary: "Make a schema of the tenant's own for a step's result; its first version is not active yet",
    answer: { status: 201, description: "The schema", schema: IrSchemaDetail },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  body(IrSchemaCreate),
  async (c) => {
    const created = c.req.valid("json");
    requireUsable(created.schema);
    const save = saveSchema({ ...created, breaks: [], first: true });
    const [, [schema], versions] = await asMember(c, save, getSchema(savedSchema), listVersions(savedSchema));
    return c.json(detailOf(schema, versions), 201);
  },
);

irSchemas.get(
  "/:id",
  operation({
    tag: "ir-schemas",
    summary: "A schema with its versions, newest first: the tenant's own by id, a built-in one by its step",
    answer: { status: 200, description: "The schema", schema: IrSchemaDetail },
    feature: "pipelines",
  }),
  params(AnyPath),
  async (c) => c.json(await read(c, c.req.valid("param").id)),
);

irSchemas.patch(
  "/:id",
  operation({
    tag: "ir-schemas",
    summary: "Rename a schema",
    answer: { status: 200, description: "The schema, renamed", schema: IrSchemaDetail },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  params(OwnPath),
  body(IrSchemaRename),
  async (c) => {
    const { id } = c.req.valid("param");
    const { name } = c.req.valid("json");
    const [[schema], versions, [renamed], [role]] = await readAsMember(
      c,
      getSchema(id),
      listVersions(id),
      renameSchema(id, name),
      callerRole,
    );
    const detail = detailOf(schema, versions);
    if (renamed === undefined) requireOwner(role, changes);
    return c.json({ ...detail, name });
  },
);

irSchemas.post(
  "/:id/versions",
  operation({
    tag: "ir-schemas",
    summary: "Add a version; one that refuses what the latest accepts needs `allow_breaks`",
    answer: { status: 201, description: "The schema; the new version is not active yet", schema: IrSchemaDetail },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  params(OwnPath),
  body(IrSchemaUpdate),
  async (c) => {
    const { id } = c.req.valid("param");
    const { schema, note, allow_breaks } = c.req.valid("json");
    const [[found], versions, [role]] = await readAsMember(c, getSchema(id), listVersions(id), callerRole);
    const { step, name } = detailOf(found, versions);
    requireOwner(role, changes);
    requireUsable(schema);
    const breaks = breaksOf(versions[0], schema, allow_breaks);
    const save = saveSchema({ step, name, schema, note, breaks, first: false });
    const [, [after], all] = await asMember(c, save, getSchema(savedSchema), listVersions(savedSchema));
    return c.json(detailOf(after, all), 201);
  },
);

irSchemas.get(
  "/:id/breaks",
  operation({
    tag: "ir-schemas",
    summary: "What a version refuses that the active one accepts, before it is activated",
    answer: { status: 200, description: "The breaks, with pointers into the result", schema: IrSchemaBreaks },
    feature: "pipelines",
  }),
  params(OwnPath),
  query(z.object({ version: z.coerce.number().int().min(1).max(1_000_000) })),
  async (c) => {
    const { versions, active_version } = await read(c, c.req.valid("param").id);
    const next = chooseVersion(versions, c.req.valid("query").version);
    const active = versions.find((version) => version.active);
    const breaks = active ? schemaBreaks(active.schema, next.schema) : [];
    return c.json({ active_version, version: next.version, breaks });
  },
);

irSchemas.post(
  "/:id/activate",
  operation({
    tag: "ir-schemas",
    summary: "Hold results against a version from now on; null: against none of the tenant's own",
    answer: { status: 200, description: "The schema", schema: IrSchemaDetail },
    feature: "pipelines",
    problems: ["forbidden"],
  }),
  params(OwnPath),
  body(IrSchemaActivate),
  async (c) => {
    const { id } = c.req.valid("param");
    await getAsMember(c, getSchema(id), missing);
    const { version } = c.req.valid("json");
    const [, [schema], versions] = await asMember(c, activateSchema(id, version), getSchema(id), listVersions(id));
    return c.json(detailOf(schema, versions));
  },
);

irSchemas.post(
  "/:id/validate",
  operation({
    tag: "ir-schemas",
    summary: "Hold a sample against a stored version, or against a schema that is sent with it",
    answer: { status: 200, description: "Whether it is valid, and where not", schema: IrSampleAnswer },
    feature: "pipelines",
    problems: ["conflict"],
  }),
  params(AnyPath),
  body(IrSampleCheck),
  async (c) => {
    const { sample, version, schema } = c.req.valid("json");
    const { versions } = await read(c, c.req.valid("param").id);
    if (schema) requireUsable(schema);
    const errors = validatorOf(schema ?? chooseVersion(versions, version).schema)(sample);
    return c.json({ valid: errors.length === 0, errors });
  },
);
