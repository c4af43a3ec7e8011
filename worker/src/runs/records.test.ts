import { afterAll, expect, test } from "vitest";
import { asMember, createTenant, ownerSql } from "./engine.fixture.ts";

const sql = ownerSql();
afterAll(() => sql.end());

test("ground truth is versioned by scope and reference, with who said so, and only owners set it down", async () => {
  const tenant = await createTenant(sql);
  const owner = await asMember(sql, tenant, "owner");
  const add = (by: typeof owner, value: string) =>
    by((tx) => tx`select public.add_ground_truth('part.material', 'p-1', ${sql.json(value)})`);
  await add(owner, "steel");
  await add(owner, "aluminium");
  const editor = await asMember(sql, tenant, "editor");
  await expect(add(editor, "wood")).rejects.toMatchObject({ code: "42501" });
  const rows = await editor(
    (tx) =>
      tx`select version, value, source, reviewer_id is not null as signed from public.ground_truth order by version`,
  );
  expect([...rows]).toEqual([
    { version: 1, value: "steel", source: "manual", signed: true },
    { version: 2, value: "aluminium", source: "manual", signed: true },
  ]);
});

test("a suite outside is kept with its checks and its count of failures, and cannot pass for the worker's own", async () => {
  const tenant = await createTenant(sql);
  const editor = await asMember(sql, tenant, "editor");
  const results = sql.json([
    { name: "recall", passed: true, ms: 1.5 },
    { name: "units", passed: false, faults: [{ location: "/unit", message: "mm is missing" }] },
  ]);
  const record = (by: typeof editor, suite: string) =>
    by((tx) => tx`select public.record_test_run(${suite}, null, 'abc123', now(), ${results})`);
  await record(editor, "retrieval");
  await expect(record(editor, "ir_validation")).rejects.toMatchObject({ code: "PT409" });
  const viewer = await asMember(sql, tenant, "viewer");
  await expect(record(viewer, "retrieval")).rejects.toMatchObject({ code: "42501" });
  const runs = await viewer((tx) => tx`select suite, label, total, passed, failed from public.test_runs`);
  expect([...runs]).toEqual([{ suite: "retrieval", label: "abc123", total: 2, passed: 1, failed: 1 }]);
  const checks = await viewer(
    (tx) => tx`select name, passed, jsonb_array_length(faults) as faults from public.test_results order by position`,
  );
  expect([...checks]).toEqual([
    { name: "recall", passed: true, faults: 0 },
    { name: "units", passed: false, faults: 1 },
  ]);
});
