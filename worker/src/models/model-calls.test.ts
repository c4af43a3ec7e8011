import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTenant, ownerSql, requestRun, testWorker } from "../runs/engine.fixture.ts";
import { createRegistry } from "../runs/registry.ts";
import { defineStep } from "../runs/step.ts";
import { chatServer } from "./chat-server.fixture.ts";
import { type CallRecord, recordedModel, storeModelCalls } from "./model-calls.ts";
import { openAiModel } from "./open-ai-model.ts";

const sql = ownerSql();
let tenant = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
});
afterAll(() => sql.end());

test("every call is kept with its run, free of personal data, with the hashes of what went over the wire", async () => {
  const answers = ['{"title":"Write to ann@example.com"}', "no JSON", ""];
  const server = await chatServer(
    (_, nth) => answers[nth - 1] || ((response) => void response.writeHead(400).end("{}")),
  );
  const schema = z.object({ title: z.string() });
  const ask = defineStep({
    key: "model.ask",
    version: 1,
    input: z.unknown(),
    output: z.int(),
    run: async (ctx) => {
      const calls: CallRecord[] = [];
      const model = recordedModel(openAiModel({ base_url: server.base_url, model: "small", max_retries: 0 }), calls);
      for (let n = 0; n < 3; n++) {
        await model.complete({ system: "Be brief", user: "Call +49 30 1234567", schema }).catch(() => {});
      }
      await storeModelCalls(ctx, calls);
      return calls.length;
    },
  });
  const registry = createRegistry([ask], {
    asked: { name: "asked", version: 1, nodes: [{ key: "ask", step: "model.ask@1" }] },
  });
  await using worker = await testWorker(registry);
  await sql`select private.set_text_model_price('openai:small', 0.15, 0.6)`;
  const id = await requestRun(sql, tenant, "asked");
  expect(await worker.end(id)).toBe("succeeded");
  await server.close();
  const rows = await sql`select step_key, model, input, input_sha256, output, output_sha256, input_tokens,
      cost_usd::float8 as cost_usd, outcome
    from public.model_calls where run_id = ${id} order by outcome desc`;
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const asked = {
    step_key: "ask",
    model: "openai:small",
    input: "Be brief\n\nCall [phone a]",
    input_sha256: sha256("Be brief\n\nCall +49 30 1234567"),
  };
  const said = answers[0] ?? "";
  const masked = '{"title":"Write to [email a]"}';
  expect([...rows]).toEqual([
    { ...asked, output: masked, output_sha256: sha256(said), input_tokens: 1, cost_usd: 7.5e-7, outcome: "ok" },
    {
      ...asked,
      output: "no JSON",
      output_sha256: sha256("no JSON"),
      input_tokens: 1,
      cost_usd: 7.5e-7,
      outcome: "invalid",
    },
    { ...asked, output: null, output_sha256: null, input_tokens: null, cost_usd: null, outcome: "failed" },
  ]);
});
