import { expect, test } from "vitest";
import { breach, importsOf } from "./check-structure.ts";

test.each([
  ["worker/src/datasets/steps/parse.ts", "../../runs/step.ts"],
  ["worker/src/datasets/steps/parse.ts", "../../platform/db.ts"],
  ["worker/src/queues.ts", "./datasets/pipeline.ts"],
  ["web/src/features/runs/run-page.tsx", "../../ui/button.tsx"],
  ["web/src/features/monitoring/runs-tab.tsx", "../runs/run-columns.tsx"],
  ["web/src/features/datasets/dataset-run.tsx", "../runs/runs.api.ts"],
  ["web/src/router.tsx", "./features/runs/run-page.tsx"],
  ["supabase/functions/api/app.ts", "./runs/routes.ts"],
  ["scripts/start.ts", "@plumbline/worker"],
  ["scripts/start.ts", "./local/stack.ts"],
  ["packages/contracts/src/runs.ts", "zod"],
])("%s may import %s", (file, specifier) => expect(breach(file, specifier)).toBeUndefined());

test.each([
  ["worker/src/datasets/steps/parse.ts", "../../dfm/part.ts"],
  ["worker/src/models/text-model.ts", "../datasets/pipeline.ts"],
  ["worker/src/runs/engine.ts", "../models/text-model.ts"],
  ["worker/src/platform/db.ts", "../runs/step.ts"],
  ["worker/src/runs/execute.ts", "../datasets/pipeline.ts"],
  ["web/src/ui/button.tsx", "../lib/api.ts"],
  ["web/src/lib/api.ts", "../features/runs/runs.api.ts"],
  ["web/src/features/runs/run-page.tsx", "../datasets/datasets.api.ts"],
  ["web/src/features/runs/run-page.tsx", "../monitoring/monitoring.api.ts"],
  ["supabase/functions/api/runs/routes.ts", "../datasets/queries.ts"],
  ["supabase/functions/api/runs/routes.ts", "@plumbline/worker"],
  ["supabase/functions/api/runs/routes.ts", "../../../../worker/src/index.ts"],
  ["worker/src/main.ts", "../../scripts/start.ts"],
  ["packages/contracts/src/runs.ts", "hono"],
])("%s may not import %s", (file, specifier) => expect(breach(file, specifier)).toEqual(expect.any(String)));

test("every way to import is seen: types, re-exports and dynamic imports too", () => {
  const source = `import type { A } from "./a.ts"; import "./b.ts"; export * from "./c.ts"; export { d } from "./d.ts"; await import("./e.ts");`;
  expect(importsOf("x.ts", source).sort()).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts"]);
});
