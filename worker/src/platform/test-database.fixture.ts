import { inject, type ProvidedContext } from "vitest";

/** The migrated database of the test project, shared by all test files: each makes tenants of its own. */
export const testDatabase = (): ProvidedContext["database"] => inject("database");
