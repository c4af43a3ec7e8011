import { errorCodes, Problem } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestApp, testApp } from "../platform/test-app.ts";

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(5),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(2) })),
});
const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.looseObject({ bearer: z.unknown() }),
  }),
});

let api: TestApp;
let document: z.infer<typeof Document>;
beforeAll(async () => {
  api = await testApp();
  document = Document.parse(await (await api.anonymous("GET", "/v1/openapi.json")).json());
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test("every route of the app is documented, and nothing else", () => {
  const routes = api.app.routes
    .filter((route) => route.method !== "ALL")
    .map((route) => `${route.method.toLowerCase()} ${route.path.replace(/^\/api/, "").replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(
    operations()
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual([...new Set(routes)].sort());
  expect(operations().length).toBeGreaterThan(20);
});

test("every reference resolves and every component is used", () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]));
  expect([...text.matchAll(/"\$ref":"([^"]+)"/g)].filter((m) => !m[1]?.startsWith("#/components/schemas/"))).toEqual(
    [],
  );
  expect([...references].sort()).toEqual(Object.keys(document.components.schemas).sort());
});

test("every operation names its problems, and each of them is a problem document", () => {
  for (const { method, path, operation } of operations()) {
    const statuses = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
    expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(["500", "503"]));
    if (operation.security.length > 0)
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(["400", "401"]));
    for (const status of statuses) {
      const { description } = operation.responses[status] ?? { description: "" };
      if (status === "503" && path.endsWith("/health")) continue;
      const codes = description.split("; ").map((part) => part.split(":")[0] ?? "");
      for (const code of codes) expect(errorCodes, `${method} ${path} ${status}`).toHaveProperty(code);
    }
  }
});

test("no whole number that a route takes is too large for a column", () => {
  const bounds = operations().flatMap(({ method, path, operation: { parameters, requestBody } }) =>
    maximaIn([parameters, requestBody]).map((maximum) => ({ at: `${method} ${path}`, maximum })),
  );
  expect(bounds.length).toBeGreaterThan(30);
  expect(bounds.filter(({ maximum }) => !(Number(maximum) < 2 ** 31))).toEqual([]);
});

/** The upper bounds of all integers in a part of the document. */
function maximaIn(part: unknown, above: readonly string[] = []): unknown[] {
  if (Array.isArray(part)) return part.flatMap((item) => maximaIn(item, above));
  if (part === null || typeof part !== "object") return [];
  const fields = new Map<string, unknown>(Object.entries(part));
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(fields.get("$ref")))?.[1];
  if (name !== undefined) {
    return above.includes(name) ? [] : maximaIn(document.components.schemas[name], [...above, name]);
  }
  const own = fields.get("type") === "integer" ? [fields.get("maximum")] : [];
  return [...own, ...maximaIn([...fields.values()], above)];
}

test("a route that needs a feature says so", async () => {
  const owner = await api.asMember("owner");
  await api.owner`insert into public.feature_overrides (tenant_id, key, enabled)
    select ${api.tenant_id}, key, false from public.feature_flags`;
  let refused = 0;
  for (const { method, path, operation } of operations()) {
    const res = await owner.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, crypto.randomUUID()));
    if (res.status !== 403 || Problem.parse(await res.json()).code !== "feature_disabled") continue;
    refused++;
    expect(operation.responses["403"]?.description, `${method} ${path}`).toContain("feature_disabled");
  }
  expect(refused).toBeGreaterThan(40);
});

test("operation ids are unique, and only health and this document are open to anybody", () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const open = operations().filter(({ operation }) => operation.security.length === 0);
  expect(open.map(({ path }) => path)).toEqual(["/v1/health", "/v1/openapi.json"]);
});
