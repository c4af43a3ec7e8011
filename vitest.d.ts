import "vitest";

/** The migrated database of a test project (scripts/test/global-setup.ts), shared by its files: each makes tenants of its own. */
declare module "vitest" {
  export interface ProvidedContext {
    database: {
      kind: "embedded" | "postgres";
      owner: string;
      edge: string;
      worker: string;
      jwt_secret: string;
    };
  }
}
