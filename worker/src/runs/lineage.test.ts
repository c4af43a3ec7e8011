import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asMember, createTenant, ownerSql, readRun, registryOf, requestRun, testWorker } from "./engine.fixture.ts";

const sql = ownerSql();
let tenant = "";
let editor: Awaited<ReturnType<typeof asMember>>;
beforeAll(async () => {
  tenant = await createTenant(sql);
  editor = await asMember(sql, tenant, "editor");
});
afterAll(() => sql.end());

/** a -> b -> d, a -> c; counts how often each ran. */
function counted(kind: string, brokenAt?: string) {
  const counts: Record<string, number> = {};
  const node = (key: string, depends_on: string[]) => ({
    key,
    depends_on,
    run: (_: unknown, { input: _i, params: _p, ...given }: Record<string, unknown>) => {
      counts[key] = (counts[key] ?? 0) + 1;
      if (key === brokenAt && counts[key] === 1) throw new Error("broken");
      return { key, given };
    },
  });
  const registry = registryOf(kind, [node("a", []), node("b", ["a"]), node("c", ["a"]), node("d", ["b"])]);
  return { registry, counts };
}
const derived = async (call: (id: string) => Promise<unknown[]>, id: string): Promise<string> => {
  const [row] = await call(id);
  return String(Object.values(row ?? {})[0]);
};
const rerun = (node: string) => (id: string) => editor((tx) => tx`select public.rerun_run(${id}, ${node})`);

test("a run from a node on takes the results before it from the earlier run and executes the rest", async () => {
  const { registry, counts } = counted("rerun_from");
  await using worker = await testWorker(registry);
  const first = await requestRun(sql, tenant, "rerun_from");
  await worker.end(first);
  const second = await derived(rerun("b"), first);
  expect(await worker.end(second)).toBe("succeeded");
  expect(counts).toEqual({ a: 1, b: 2, c: 1, d: 2 });
  const run = await readRun(sql, second);
  expect(run.steps.map((s) => [s.key, s.status, s.reused_from])).toEqual([
    ["a", "succeeded", first],
    ["b", "succeeded", null],
    ["c", "succeeded", first],
    ["d", "succeeded", null],
  ]);
  expect(run.artifacts.map((a) => a.step_key)).toEqual(["b", "d"]);
  expect(run.artifacts[0]?.value).toEqual({ key: "b", given: { a: { key: "a", given: {} } } });
  const [row] = await sql`select lineage, rerun_of, from_node from public.runs where id = ${second}`;
  expect(row).toEqual({ lineage: "rerun", rerun_of: first, from_node: "b" });
  // From the second on: what it took itself is taken from where it is.
  const third = await derived(rerun("d"), second);
  await worker.end(third);
  expect((await readRun(sql, third)).steps.map((s) => s.reused_from)).toEqual([first, second, first, null]);
});

test("what has no result yet is executed too, whatever node the run is taken up at", async () => {
  const { registry, counts } = counted("rerun_failed", "c");
  await using worker = await testWorker(registry);
  const first = await requestRun(sql, tenant, "rerun_failed");
  expect(await worker.end(first)).toBe("failed");
  const second = await derived(rerun("d"), first);
  expect(await worker.end(second)).toBe("succeeded");
  expect(counts.c).toBe(2);
  expect((await readRun(sql, second)).steps.every((s) => s.status === "succeeded")).toBe(true);
});

test("a run with an edited result takes it as it is, by whom it was edited, and executes what follows", async () => {
  const { registry, counts } = counted("edited");
  await using worker = await testWorker(registry);
  const first = await requestRun(sql, tenant, "edited");
  await worker.end(first);
  const text = '{"given":{},"key":"mended"}';
  const edit = (id: string) => editor((tx) => tx`select public.rerun_with_ir(${id}, 'b', ${text})`);
  const second = await derived(edit, first);
  expect(await worker.end(second)).toBe("succeeded");
  expect(counts).toEqual({ a: 1, b: 1, c: 1, d: 2 });
  const run = await readRun(sql, second);
  expect(run.artifacts.map((a) => a.value)).toEqual([
    { key: "mended", given: {} },
    { key: "d", given: { b: { key: "mended", given: {} } } },
  ]);
  const [row] =
    await sql`select edited_by is not null as edited, sha256 from public.artifacts where run_id = ${second} and step_key = 'b'`;
  expect(row).toEqual({ edited: true, sha256: createHash("sha256").update(text).digest("hex") });
});

test("a run that has not ended, and another tenant's, cannot be taken up", async () => {
  const waiting = await requestRun(sql, tenant, "never_taken");
  await expect(rerun("a")(waiting)).rejects.toMatchObject({ code: "PT409" });
  const stranger = await asMember(sql, await createTenant(sql), "owner");
  await expect(stranger((tx) => tx`select public.rerun_run(${waiting}, 'a')`)).rejects.toMatchObject({ code: "PT404" });
  const viewer = await asMember(sql, tenant, "viewer");
  await expect(viewer((tx) => tx`select public.replay_run(${waiting})`)).rejects.toMatchObject({ code: "42501" });
  await sql`update public.runs set status = 'cancelled' where id = ${waiting}`;
});

test("many runs are counted first, and acted on only when that count is confirmed", async () => {
  const many = await createTenant(sql);
  const member = await asMember(sql, many, "editor");
  const { registry, counts } = counted("in_bulk");
  const filter = sql.json({ kind: "in_bulk" });
  for (let i = 0; i < 3; i++) await requestRun(sql, many, "in_bulk");
  const cancel = (confirm: number | null) =>
    member((tx) => tx`select * from public.cancel_runs(${filter}, ${confirm})`);
  expect(await cancel(null)).toMatchObject([{ matched: 3, done: 0 }]);
  await expect(cancel(2)).rejects.toMatchObject({ code: "PT409" });
  expect(await cancel(3)).toMatchObject([{ matched: 3, done: 3 }]);
  const replay = (confirm: number | null) =>
    member((tx) => tx`select * from public.replay_runs(${filter}, 'active', null, ${confirm})`);
  expect(await replay(null)).toMatchObject([{ matched: 3, done: 0 }]);
  expect(await replay(3)).toMatchObject([{ matched: 3, done: 3 }]);
  await using worker = await testWorker(registry);
  const replays = await sql`select id from public.runs where tenant_id = ${many} and lineage = 'replay'`;
  await Promise.all(replays.map((row) => worker.end(String(row.id))));
  expect(counts.d).toBe(3);
});
