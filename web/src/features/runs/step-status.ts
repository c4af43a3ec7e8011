import { isAppError, type RunStep } from "@plumbline/contracts";

/** Whether a step may have a result to look at; one that failed has when its run was let go on. */
export const hasResult = (step: RunStep): boolean => step.status === "succeeded" || step.status === "failed";

/** Nothing is there, which for a step that failed is no trouble. */
export const isMissing = (error: unknown): boolean => isAppError(error) && error.code === "not_found";
