import type { StepList, StepVersion } from "@plumbline/contracts";

/** The steps there are, by name; found quickly. */
export interface Catalogue {
  steps: readonly StepVersion[];
  find: (step: string) => StepVersion | undefined;
  outputOf: (step: string) => string | undefined;
}

export function catalogueOf(list: StepList): Catalogue {
  const steps = list.items.flatMap((definition) =>
    definition.versions.map((version) => ({ ...version, description: version.description || definition.description })),
  );
  const byName = new Map(steps.map((step) => [step.step, step]));
  return {
    steps,
    find: (step) => byName.get(step),
    outputOf: (step) => byName.get(step)?.output,
  };
}
