import { type StepDefinition, StepList, type StepVersion } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { readAsMember } from "../platform/member.ts";
import { listSteps } from "./queries.ts";

export const steps = router();

steps.get(
  "/",
  operation({
    tag: "steps",
    summary: "The steps pipelines are made of, as workers have registered them",
    answer: { status: 200, description: "Steps by key, each with its versions", schema: StepList },
    feature: "pipelines",
  }),
  async (c) => {
    const [rows] = await readAsMember(c, listSteps);
    return c.json({ items: byKey(rows) });
  },
);

function byKey(rows: readonly StepVersion[]): StepDefinition[] {
  const steps = new Map<string, StepDefinition>();
  for (const row of rows) {
    const { key, description } = row;
    const step = steps.get(key) ?? { key, description, versions: [] };
    step.versions.push(row);
    steps.set(key, step);
  }
  return [...steps.values()];
}
