import type { RunStep } from "@plumbline/contracts";

/** Whether a step has a result to look at; one that failed has when its run was let go on. */
export const hasResult = (step: RunStep): boolean => step.status === "succeeded" || step.status === "failed";
