import { TextModelList } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAnswer, expectProblem, type TestApp, testApp } from "../platform/test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  await api.owner`select private.register_text_models(array['openai:small', 'deterministic'], 'openai:small')`;
  await api.owner`select private.set_text_model_price('openai:small', 0.15, 0.6), private.set_text_model_price('openai:none-offers', 1, 1)`;
});
afterAll(() => api.close());

test("any member sees the models that workers offer, with their prices", async () => {
  const { items } = await expectAnswer(await (await api.asMember("viewer")).get("/v1/text-models"), 200, TextModelList);
  expect(items[0]).toMatchObject({
    name: "openai:small",
    is_default: true,
    usd_per_million_input: 0.15,
    usd_per_million_output: 0.6,
  });
  expect(items.map((model) => model.name)).toContain("deterministic");
  expect(items.map((model) => model.name)).not.toContain("openai:none-offers");
});

test("nobody else sees them", async () => {
  await expectProblem(await api.anonymous("GET", "/v1/text-models"), "unauthenticated");
  await expectProblem(await (await api.asNobody()).get("/v1/text-models"), "tenant_required");
});
