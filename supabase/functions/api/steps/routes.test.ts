import { StepList } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";
import { registerTestCatalogue } from "../platform/test-catalogue.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await registerTestCatalogue(api);
});
afterAll(() => api.close());

test("any member sees the steps that workers have registered", async () => {
  const { items } = await expectAnswer(await (await api.asMember("viewer")).get("/v1/steps"), 200, StepList);
  expect(items.find((step) => step.key === "test.count")).toMatchObject({
    description: "The step test.count",
    versions: [
      {
        step: "test.count@1",
        version: 1,
        input: { rows: { ir_type: "test.read@1", required: true } },
        default_params: { most: 10 },
      },
    ],
  });
});

test("nobody else sees them", async () => {
  await expectProblem(await api.anonymous("GET", "/v1/steps"), "unauthenticated");
  await expectProblem(await (await api.asNobody()).get("/v1/steps"), "tenant_required");
});
