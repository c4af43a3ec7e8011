import { PipelineNode } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { asMember, createTenant, ownerSql, readRun, registryOf, requestRun, testWorker } from "./engine.fixture.ts";
import { createRegistry } from "./registry.ts";
import { defineStep } from "./step.ts";

const sql = ownerSql();
let tenant = "";
let owner: Awaited<ReturnType<typeof asMember>>;
beforeAll(async () => {
  tenant = await createTenant(sql);
  owner = await asMember(sql, tenant, "owner");
});
afterAll(() => sql.end());

const kind = "versioned";
const registry = registryOf(kind, [
  { key: "a", run: () => 1 },
  { key: "b", depends_on: ["a"], run: () => 2 },
]);
const nodes = (condition: string | null) => [
  PipelineNode.parse({ key: "a", step: "test.a@1" }),
  PipelineNode.parse({ key: "b", step: "test.b@1", depends_on: ["a"], condition }),
];
const save = (pipeline: string, given: unknown, revision: number | null) =>
  owner(
    (tx) =>
      tx`select * from public.save_pipeline_draft(${pipeline}, ${JSON.stringify(given)}::text::jsonb, '{}', '', ${revision})`,
  );
const activate = (pipeline: string, number: number) =>
  owner((tx) => tx`select public.activate_pipeline(${pipeline}, ${number})`);

test("new runs use the active version of the tenant, the built-in one before and after", async () => {
  await using worker = await testWorker(registry);
  const statesOf = async () => {
    const id = await requestRun(sql, tenant, kind);
    await worker.end(id);
    const run = await readRun(sql, id);
    return [run.pipeline_version_id !== null, ...run.steps.map((s) => s.status)];
  };
  const builtIn = [false, "succeeded", "succeeded"];
  expect(await statesOf()).toEqual(builtIn);
  const [made] = await owner((tx) => tx`select public.create_pipeline(${kind}, 'Mine') as id`);
  const pipeline = String(made?.id);
  // The first draft is a copy of the built-in pipeline, and changes nothing before its activation.
  expect(await save(pipeline, nodes("ir.a > 5"), 1)).toMatchObject([{ number: 1, revision: 2 }]);
  expect(await statesOf()).toEqual(builtIn);
  await activate(pipeline, 1);
  expect(await statesOf()).toEqual([true, "succeeded", "skipped"]);
  expect(await save(pipeline, nodes(null), null)).toMatchObject([{ number: 2, revision: 1 }]);
  await activate(pipeline, 2);
  expect(await statesOf()).toEqual([true, "succeeded", "succeeded"]);
  const versions = await owner((tx) => tx`select number, status from public.pipeline_versions order by number`);
  expect(versions).toMatchObject([
    { number: 1, status: "retired" },
    { number: 2, status: "active" },
  ]);
  const back = () => owner((tx) => tx`select public.roll_back_pipeline(${pipeline}) as number`);
  expect(await back()).toMatchObject([{ number: 1 }]);
  expect(await statesOf()).toEqual([true, "succeeded", "skipped"]);
  expect(await back()).toMatchObject([{ number: 0 }]);
  expect(await statesOf()).toEqual(builtIn);
});

test("a run is replayed with the version that is named, a draft too", async () => {
  const other = await createTenant(sql);
  const member = await asMember(sql, other, "owner");
  await using worker = await testWorker(registry);
  const first = await requestRun(sql, other, kind);
  await worker.end(first);
  const [made] = await member((tx) => tx`select public.create_pipeline(${kind}, 'Mine') as id`);
  await member(
    (tx) =>
      tx`select public.save_pipeline_draft(${String(made?.id)}, ${JSON.stringify(nodes("false"))}::text::jsonb, '{}', '', 1)`,
  );
  const [draft] = await member((tx) => tx`select id from public.pipeline_versions`);
  const [again] = await member((tx) => tx`select public.replay_run(${first}, ${draft?.id}) as id`);
  await worker.end(String(again?.id));
  const run = await readRun(sql, String(again?.id));
  expect(run.steps.map((s) => s.status)).toEqual(["succeeded", "skipped"]);
  expect(run.pipeline_version_id).toBe(draft?.id);
});

test("a replay takes the built-in pipeline although the tenant has one of its own active", async () => {
  const other = await createTenant(sql);
  const member = await asMember(sql, other, "owner");
  await using worker = await testWorker(registry);
  const [made] = await member((tx) => tx`select public.create_pipeline(${kind}, 'Mine') as id`);
  await member(
    (tx) =>
      tx`select public.save_pipeline_draft(${String(made?.id)}, ${JSON.stringify(nodes("false"))}::text::jsonb, '{}', '', 1)`,
  );
  await member((tx) => tx`select public.activate_pipeline(${String(made?.id)}, 1)`);
  const first = await requestRun(sql, other, kind);
  await worker.end(first);
  const replay = async (of: string, pipeline: string) => {
    const [again] = await member((tx) => tx`select public.replay_run(${of}, ${pipeline}) as id`);
    await worker.end(String(again?.id));
    const run = await readRun(sql, String(again?.id));
    return { id: String(again?.id), own: run.pipeline_version_id !== null, last: run.steps.at(-1)?.status };
  };
  const builtIn = await replay(first, "builtin");
  expect(builtIn).toMatchObject({ own: false, last: "succeeded" });
  expect(await replay(builtIn.id, "active")).toMatchObject({ own: true, last: "skipped" });
});

test("a replay names the model its steps ask, and only one that a worker offers", async () => {
  const other = await createTenant(sql);
  const member = await asMember(sql, other, "editor");
  const asked: (string | null)[] = [];
  const asking = defineStep({
    key: "test.asking",
    version: 1,
    input: z.unknown(),
    output: z.int(),
    run: async (ctx) => asked.push(ctx.run.model),
  });
  const nodes = [{ key: "ask", step: "test.asking@1" }];
  const pipelines = { asking: { name: "asking", version: 1, nodes } };
  await using worker = await testWorker(createRegistry([asking], pipelines, ["openai:new", "deterministic"]));
  const first = await requestRun(sql, other, "asking");
  await worker.end(first);
  const replay = async (of: string, model: string | null) => {
    const [again] = await member((tx) => tx`select public.replay_run(${of}, 'active', ${model}) as id`);
    await worker.end(String(again?.id));
    return String(again?.id);
  };
  const named = await replay(first, "openai:new");
  await replay(named, null);
  const [again] = await member((tx) => tx`select public.rerun_run(${named}, 'ask') as id`);
  await worker.end(String(again?.id));
  expect(asked).toEqual([null, "openai:new", null, "openai:new"]);
  await expect(replay(first, "openai:gone")).rejects.toMatchObject({ code: "PT404" });
});

test("two people who save the same draft do not undo each other, and only owners save", async () => {
  const shared = await createTenant(sql);
  const member = await asMember(sql, shared, "owner");
  const editor = await asMember(sql, shared, "editor");
  await using _worker = await testWorker(registry);
  const [made] = await member((tx) => tx`select public.create_pipeline(${kind}, 'Mine') as id`);
  const draft = (by: typeof member, given: unknown, revision: number | null) =>
    by(
      (tx) =>
        tx`select public.save_pipeline_draft(${String(made?.id)}, ${JSON.stringify(given)}::text::jsonb, '{}', '', ${revision})`,
    );
  await draft(member, nodes(null), 1);
  await expect(draft(member, nodes("false"), 1)).rejects.toMatchObject({ code: "PT409" });
  await expect(draft(editor, nodes("false"), 2)).rejects.toMatchObject({ code: "42501" });
  await expect(member((tx) => tx`select public.create_pipeline(${kind}, 'Second')`)).rejects.toMatchObject({
    code: "PT409",
  });
  for (const [given, why] of [
    [[{ key: "a", step: "no.such@1" }], "there is no step no.such@1"],
    [[nodes(null)[1]], "b depends on a, which does not exist"],
    [[nodes(null)[0], nodes(null)[0]], "the key a is used twice"],
  ] as const) {
    await expect(draft(member, given, 2)).rejects.toMatchObject({
      code: "PT422",
      message: expect.stringContaining(why),
    });
  }
});

test("a version that cannot be executed fails its runs and says why", async () => {
  const broken = await createTenant(sql);
  const member = await asMember(sql, broken, "owner");
  await using worker = await testWorker(registry);
  const [made] = await member((tx) => tx`select public.create_pipeline(${kind}, 'Mine') as id`);
  // Past the checks of the edge: what only compiling a condition can find.
  await member(
    (tx) =>
      tx`select public.save_pipeline_draft(${String(made?.id)}, ${JSON.stringify(nodes("ir.b > "))}::text::jsonb, '{}', '', 1)`,
  );
  await member((tx) => tx`select public.activate_pipeline(${String(made?.id)}, 1)`);
  const id = await requestRun(sql, broken, kind);
  expect(await worker.end(id)).toBe("failed");
  expect((await readRun(sql, id)).failure).toMatchObject({
    code: "pipeline_invalid",
    detail: expect.stringContaining("Mine"),
  });
});
