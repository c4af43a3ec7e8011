import { inject } from "vitest";

/** The migrated database of the test project, shared by all test files: each makes tenants of its own. */
export interface TestDatabase {
  kind: "embedded" | "postgres";
  owner: string;
  edge: string;
  worker: string;
  jwt_secret: string;
}
declare module "vitest" {
  export interface ProvidedContext {
    database: TestDatabase;
  }
}

export const testDatabase = (): TestDatabase => inject("database");
