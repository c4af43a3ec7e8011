import "vitest";

// What scripts/test/global-setup.ts provides.
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
