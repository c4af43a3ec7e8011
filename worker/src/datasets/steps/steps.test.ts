import { createHash, randomUUID } from "node:crypto";
import { Insight, Profile } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatServer } from "../../models/chat-server.fixture.ts";
import { createPipelines } from "../../pipelines.ts";
import { uuidV5 } from "../../runs/artifacts.ts";
import {
  asMember,
  cancelRun,
  createTenant,
  ownerSql,
  readRun,
  requestRun,
  testEnv,
  testWorker,
  until,
} from "../../runs/engine.fixture.ts";
import { endWorkerProcesses, startWorkerProcess } from "../../runs/worker-process.fixture.ts";

const sql = ownerSql();
const registry = createPipelines(testEnv());
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(async () => {
  await endWorkerProcesses();
  await sql.end();
});

/** A shop's orders: sales that rise month by month, one region far above the others, a few missing cells. */
function orders(rows: number): string {
  const lines = ["order_date,region,sales,customer"];
  for (let i = 0; i < rows; i++) {
    const month = i % 24;
    const date = `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-15`;
    const region = ["North", "South", "East", "West"][i % 4] ?? "";
    const sales = 100 + 10 * month + (region === "West" ? 400 : 0) + ((i * 7919) % 101) / 10;
    lines.push(`${date},${region},${i % 50 === 0 ? "" : sales.toFixed(2)},c${(i * 31) % 200}`);
  }
  return lines.join("\n");
}

async function upload(text: string): Promise<string> {
  const [file, dataset] = [randomUUID(), randomUUID()];
  const bytes = Buffer.from(`${text}${text ? "\n" : ""}`);
  const sha256 = createHash("sha256").update(bytes).update(file).digest("hex");
  await sql`insert into public.files (tenant_id, id, name, created_by, size_bytes, sha256, stored_at)
    values (${tenant}, ${file}, 'orders.csv', null, ${bytes.length}, ${createHash("sha256").update(bytes).digest("hex")}, now())
    on conflict do nothing`;
  if (bytes.length > 0) {
    await sql`insert into public.file_chunks (tenant_id, file_id, position, bytes) values (${tenant}, ${file}, 0, ${bytes})`;
  }
  await sql`insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256)
    values (${tenant}, ${dataset}, 'orders.csv', ${file}, ${bytes.length}, ${sha256})`;
  return dataset;
}

async function readDataset(id: string) {
  const [dataset] = await sql<
    { revision: number; insight_count: number; row_count: number | null; quality_score: number | null }[]
  >`
    select revision, insight_count, row_count::int, quality_score from public.datasets where id = ${id}`;
  const profiles = await sql<{ revision: number; run_id: string; profile: unknown }[]>`
    select revision, run_id, profile from public.dataset_profiles where dataset_id = ${id} order by revision`;
  const insights = await sql<{ insight: unknown; run_id: string; id: string }[]>`
    select id, run_id, to_jsonb(i) - 'tenant_id' - 'created_at' as insight from public.insights i
    where dataset_id = ${id} order by revision, position`;
  return { dataset, profiles, insights };
}

test("a file becomes a published profile and insights that were all verified", async () => {
  await using worker = await testWorker(registry);
  const dataset = await upload(orders(2400));
  const run = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
  expect(await worker.end(run)).toBe("succeeded");
  const after = await readDataset(dataset);
  expect(after.dataset).toMatchObject({ revision: 1, row_count: 2400, insight_count: after.insights.length });
  expect(after.profiles).toMatchObject([{ revision: 1, run_id: run }]);
  const profile = Profile.parse(after.profiles[0]?.profile);
  expect(profile.columns.map((c) => c.name)).toEqual(["order_date", "region", "sales", "customer"]);
  expect(profile.columns[2]?.missing_count).toBe(48);
  const insights = after.insights.map(({ insight }) => Insight.omit({ created_at: true }).parse(insight));
  expect(insights.length).toBeGreaterThan(0);
  expect(insights.every((insight) => insight.verified && insight.verified_rows === 2400)).toBe(true);
  expect(insights.map((insight) => insight.kind)).toContain("group_difference");
});

test("a replay is worded by the model it names, else by the built-in writer, which says so", async () => {
  const server = await chatServer(() => "{}");
  const env = testEnv({ OPENAI_BASE_URL: server.base_url, OPENAI_MODEL: "one", OPENAI_MORE_MODELS: "two" });
  const worker = await testWorker(createPipelines(env));
  const editor = await asMember(sql, tenant, "editor");
  const dataset = await upload(orders(1201));
  const first = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
  expect(await worker.end(first)).toBe("succeeded");
  const asked = async (named: string) => {
    server.requests.length = 0;
    const [replay] = await editor((tx) => tx`select public.replay_run(${first}, 'active', ${named}) as id`);
    const id = String(replay?.id);
    expect(await worker.end(id)).toBe("succeeded");
    const write = (await readRun(sql, id)).steps.find((step) => step.key === "write");
    return { models: [...new Set(server.requests.map((body) => JSON.parse(body).model))], said: write?.message };
  };
  expect(await asked("openai:two")).toMatchObject({ models: ["two"], said: expect.not.stringContaining("without") });
  expect(await asked("deterministic")).toMatchObject({ models: [], said: expect.not.stringContaining("without") });
  await sql`insert into public.text_models (name, offered_at) values ('openai:other', now()) on conflict do nothing`;
  expect(await asked("openai:other")).toMatchObject({
    models: [],
    said: expect.stringContaining("without openai:other"),
  });
  await worker[Symbol.asyncDispose]();
  await server.close();
});

test("a second run publishes the next revision; the ids follow from run and finding", async () => {
  await using worker = await testWorker(registry);
  const dataset = await upload(orders(1200));
  const runs: string[] = [];
  for (let n = 0; n < 2; n++) {
    const run = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
    expect(await worker.end(run)).toBe("succeeded");
    runs.push(run);
  }
  const after = await readDataset(dataset);
  expect(after.profiles.map(({ revision, run_id }) => [revision, run_id])).toEqual(runs.map((run, i) => [i + 1, run]));
  const artifacts = await sql<{ run_id: string; keys: string[] }[]>`
    select run_id, (select array_agg(x -> 'finding' ->> 'key') from jsonb_array_elements(value -> 'insights') x) as keys
    from public.artifacts where step_key = 'verify' and run_id in ${sql(runs)}`;
  const expected = artifacts.flatMap(({ run_id, keys }) => keys.map((key) => uuidV5(run_id, key)));
  expect(after.insights.map(({ id }) => id).sort()).toEqual(expected.sort());
});

test("a file that is no table fails its run with a code, a sentence and a fix, and publishes nothing", async () => {
  await using worker = await testWorker(registry);
  const dataset = await upload("");
  const id = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
  expect(await worker.end(id)).toBe("failed");
  const run = await readRun(sql, id);
  expect(run.failure).toMatchObject({ code: "file_empty", detail: expect.any(String), fix: expect.any(String) });
  expect(run.steps.map((s) => s.status)).toEqual(["failed", ...Array.from({ length: 5 }, () => "cancelled")]);
  expect(await readDataset(dataset)).toMatchObject({ dataset: { revision: 0 }, profiles: [], insights: [] });
});

test("a run whose dataset is gone fails as not_found", async () => {
  await using worker = await testWorker(registry);
  const id = await requestRun(sql, tenant, "dataset_insight", { dataset_id: randomUUID() });
  expect(await worker.end(id)).toBe("failed");
  expect((await readRun(sql, id)).failure).toMatchObject({ code: "not_found" });
});

test("a run that is cancelled on its way publishes nothing", async () => {
  await using worker = await testWorker(registry);
  const dataset = await upload(orders(2401));
  const id = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
  await until(async () => (await readRun(sql, id)).steps.some((s) => s.key === "parse" && s.status === "running"));
  await cancelRun(sql, tenant, id);
  expect(await worker.end(id)).toBe("cancelled");
  expect(await readDataset(dataset)).toMatchObject({ dataset: { revision: 0 }, profiles: [], insights: [] });
});

test("a worker killed while it analyses: another starts the analysis again and publishes once", async () => {
  const main = new URL("../../main.ts", import.meta.url);
  const dataset = await upload(orders(2402));
  const id = await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset });
  const first = await startWorkerProcess(main);
  await until(async () => (await readRun(sql, id)).steps.some((s) => s.key === "profile" && s.status !== "pending"));
  first.kill("SIGKILL");
  await first.ended;
  const second = await startWorkerProcess(main);
  await until(async () => (await readRun(sql, id)).status === "succeeded");
  second.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  const run = await readRun(sql, id);
  expect(run.steps.find((s) => s.key === "parse")?.attempt).toBe(1);
  expect(run.events.filter((type) => type === "resumed").length).toBeGreaterThan(0);
  const after = await readDataset(dataset);
  expect(after.dataset?.revision).toBe(1);
  expect(after.profiles).toHaveLength(1);
  expect(after.insights).toHaveLength(after.dataset?.insight_count ?? -1);
});

test("a run tells no more than the settings it was requested under allow", async () => {
  await using worker = await testWorker(registry);
  const told = async (rows: number, input: object) => {
    const dataset = await upload(orders(rows));
    expect(await worker.end(await requestRun(sql, tenant, "dataset_insight", { dataset_id: dataset, ...input }))).toBe(
      "succeeded",
    );
    return (await readDataset(dataset)).insights.length;
  };
  expect(await told(1100, {})).toBeGreaterThan(1);
  expect(await told(1101, { settings: { insights: { version: 3, value: { max_insights: 1 } } } })).toBe(1);
});
