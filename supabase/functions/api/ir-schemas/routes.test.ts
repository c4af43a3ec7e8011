import { IrSampleAnswer, IrSchemaBreaks, IrSchemaDetail, IrSchemaList, WouldHaveBlocked } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "../platform/test-app.ts";
import { insertRun, registerTestCatalogue } from "../platform/test-catalogue.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
});
afterAll(() => api.close());

const step = "test.count@1";
const positive = { type: "object", properties: { count: { type: "integer", minimum: 1 } }, required: ["count"] };
const stricter = { ...positive, required: ["count", "unit"] };
const wider = { ...positive, properties: { count: { type: "integer" } } };

/** A tenant of its own with a schema of one version that is not active. */
async function withSchema() {
  const own = await testApp();
  afterwards(() => own.close());
  const owner = await own.asMember("owner");
  const created = await expectAnswer(
    await owner.post("/v1/ir-schemas", { step, name: "Counts", schema: positive }),
    201,
    IrSchemaDetail,
  );
  return { own, owner, id: created.id ?? "", created };
}
const add = (owner: TestUser, id: string, schema: object, allow_breaks = false) =>
  owner.post(`/v1/ir-schemas/${id}/versions`, { schema, note: "Next", allow_breaks });
const activate = (owner: TestUser, id: string, version: number | null) =>
  owner.post(`/v1/ir-schemas/${id}/activate`, { version });

test("what comes with a step and what a tenant adds stand side by side", async () => {
  const { owner, created } = await withSchema();
  expect(created).toMatchObject({ source: "tenant", ir_type: step, active_version: 0, latest_version: 1 });
  expect(created.versions).toMatchObject([{ version: 1, active: false, breaks: [], created_by: owner.user_id }]);
  const { items } = await expectAnswer(await owner.get("/v1/ir-schemas"), 200, IrSchemaList);
  expect(items.filter((schema) => schema.step === step).map((schema) => schema.source)).toEqual(["builtin", "tenant"]);
  const builtin = await expectAnswer(await owner.get(`/v1/ir-schemas/${step}`), 200, IrSchemaDetail);
  expect(builtin).toMatchObject({
    id: null,
    source: "builtin",
    active_version: 1,
    versions: [{ id: null, active: true }],
  });
  await expectProblem(await owner.post("/v1/ir-schemas", { step, name: "Twice", schema: positive }), "conflict");
  const unknown = { step: "test.nothing@1", name: "x", schema: positive };
  await expectProblem(await owner.post("/v1/ir-schemas", unknown), "not_found");
});

test("a version that refuses what was accepted names the breaks, and is added only when they are allowed", async () => {
  const { owner, id } = await withSchema();
  const problem = await expectProblem(await add(owner, id, stricter), "conflict");
  expect(problem.errors).toEqual([{ location: "/unit", message: "is required now and was not before" }]);
  const { versions } = await expectAnswer(await add(owner, id, wider), 201, IrSchemaDetail);
  expect(versions.map((version) => [version.version, version.breaks.length])).toEqual([
    [2, 0],
    [1, 0],
  ]);
  const forced = await expectAnswer(await add(owner, id, stricter, true), 201, IrSchemaDetail);
  expect(forced.versions[0]).toMatchObject({ version: 3, active: false });
  expect(forced.versions[0]?.breaks.map((fault) => fault.location)).toEqual(
    expect.arrayContaining(["/unit", "/count"]),
  );
});

test("what activating a version would refuse is told before", async () => {
  const { owner, id } = await withSchema();
  await expectAnswer(await add(owner, id, stricter, true), 201, IrSchemaDetail);
  const breaks = async (version: number) =>
    expectAnswer(await owner.get(`/v1/ir-schemas/${id}/breaks?version=${version}`), 200, IrSchemaBreaks);
  expect(await breaks(2)).toEqual({ active_version: 0, version: 2, breaks: [] });
  expect(await expectAnswer(await activate(owner, id, 1), 200, IrSchemaDetail)).toMatchObject({ active_version: 1 });
  expect((await breaks(2)).breaks.map((fault) => fault.location)).toEqual(["/unit"]);
  expect(await expectAnswer(await activate(owner, id, null), 200, IrSchemaDetail)).toMatchObject({ active_version: 0 });
  await expectProblem(await activate(owner, id, 9), "not_found");
  await expectProblem(await owner.get(`/v1/ir-schemas/${id}/breaks?version=9`), "not_found");
});

test("a sample is held against the active version, a numbered one, the built-in one or one that is sent", async () => {
  const { own, owner, id } = await withSchema();
  const viewer = await own.asMember("viewer");
  const validate = async (where: string, body: object) =>
    expectAnswer(await viewer.post(`/v1/ir-schemas/${where}/validate`, body), 200, IrSampleAnswer);
  await expectProblem(await viewer.post(`/v1/ir-schemas/${id}/validate`, { sample: {} }), "conflict");
  await activate(owner, id, 1);
  expect(await validate(id, { sample: { count: 1 } })).toEqual({ valid: true, errors: [] });
  expect((await validate(id, { sample: { count: 0 } })).errors[0]).toMatchObject({ location: "/count" });
  expect((await validate(id, { sample: {}, version: 1 })).errors[0]).toMatchObject({
    location: "/count",
    fix: "Add count",
  });
  expect((await validate(step, { sample: { count: 0 } })).valid).toBe(true);
  expect((await validate(step, { sample: 1, schema: { type: "string" } })).errors[0]?.location).toBe("");
  await expectProblem(await viewer.post(`/v1/ir-schemas/${id}/validate`, { sample: 1, version: 9 }), "not_found");
});

test("a schema that is none, reaches elsewhere or could explode is refused at its place", async () => {
  const { owner, id } = await withSchema();
  for (const [schema, location] of [
    [{ type: "nothing" }, "/schema/type"],
    [{ properties: { a: { $ref: "https://example.test/schema" } } }, "/schema/properties/a/$ref"],
    [{ properties: { a: { $ref: "#" } } }, "/schema/properties/a/$ref"],
    [{ pattern: "(a+)\\1+" }, "/schema/pattern"],
  ] as const) {
    for (const res of [
      await owner.post("/v1/ir-schemas", { step: "test.read@1", name: "x", schema }),
      await add(owner, id, schema, true),
      await owner.post(`/v1/ir-schemas/${id}/validate`, { sample: 1, schema }),
    ]) {
      expect((await expectProblem(res, "invalid_request")).errors?.[0]?.location).toBe(location);
    }
  }
});

test("how many recent runs enforcing would have stopped is counted from what was stored", async () => {
  const { own, owner } = await withSchema();
  await insertRun(own, { steps: [{ key: "read", value: { rows: [1] } }] });
  await insertRun(own, { steps: [{ key: "read", value: { rows: "x" }, valid: false }] });
  await insertRun(own, { ir_validation: "off", steps: [{ key: "read", value: 1 }] });
  await insertRun(own, { status: "running", steps: [{ key: "read", value: 1, valid: false }] });
  await insertRun(own, { created_at: "2020-01-01T00:00:00Z", steps: [{ key: "read", value: 1, valid: false }] });
  const answer = await owner.get("/v1/ir-schemas/would-have-blocked?days=7");
  expect(await expectAnswer(answer, 200, WouldHaveBlocked)).toEqual({ days: 7, runs: 3, blocked: 1, unchecked: 1 });
  await expectProblem(await owner.get("/v1/ir-schemas/would-have-blocked?days=900"), "invalid_request");
});

test("nobody but an owner changes schemas, and an owner renames one", async () => {
  const { own, owner, id } = await withSchema();
  for (const user of [await own.asMember("viewer"), await own.asMember("editor")]) {
    await expectProblem(await user.post("/v1/ir-schemas", { step: "test.read@1", name: "x", schema: {} }), "forbidden");
    await expectProblem(await user.patch(`/v1/ir-schemas/${id}`, { name: "x" }), "forbidden");
    await expectProblem(await add(user, id, wider), "forbidden");
    await expectProblem(await activate(user, id, 1), "forbidden");
  }
  const renamed = await expectAnswer(await owner.patch(`/v1/ir-schemas/${id}`, { name: "New" }), 200, IrSchemaDetail);
  expect(renamed.name).toBe("New");
});

const routes = (id: string) =>
  [
    ["GET", `/v1/ir-schemas/${id}`],
    ["PATCH", `/v1/ir-schemas/${id}`, { name: "x" }],
    ["POST", `/v1/ir-schemas/${id}/versions`, { schema: wider }],
    ["GET", `/v1/ir-schemas/${id}/breaks?version=1`],
    ["POST", `/v1/ir-schemas/${id}/activate`, { version: 1 }],
    ["POST", `/v1/ir-schemas/${id}/validate`, { sample: 1 }],
  ] as const;

test("another tenant's schema is exactly as missing as one that never was", async () => {
  const { id } = await withSchema();
  const user = await api.asMember("owner");
  const gone = routes(crypto.randomUUID());
  for (const [i, [method, path, json]] of routes(id).entries()) {
    const options = json === undefined ? {} : { json };
    const { request_id: _, ...hidden } = await expectProblem(await user.call(method, path, options), "not_found");
    const other = await user.call(method, gone[i]?.[1] ?? "", options);
    const { request_id: __, ...missing } = await expectProblem(other, "not_found");
    expect(hidden).toEqual(missing);
  }
});

test("nobody signed out, and nobody without a tenant, gets anywhere", async () => {
  for (const [method, path] of [
    ["GET", "/v1/ir-schemas"],
    ["POST", "/v1/ir-schemas"],
    ["GET", "/v1/ir-schemas/would-have-blocked"],
    ...routes(crypto.randomUUID()),
  ] as const) {
    await expectProblem(await api.anonymous(method, path), "unauthenticated");
  }
  const nobody = await api.asNobody();
  await expectProblem(await nobody.get("/v1/ir-schemas/would-have-blocked"), "tenant_required");
  await expectProblem(await nobody.get("/v1/ir-schemas"), "tenant_required");
});
