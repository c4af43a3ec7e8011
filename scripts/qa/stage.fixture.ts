import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { type Becoming, prepareAttempts, prepareBecoming } from "./check-rls/behaviour/attempt.ts";
import { type Catalogue, prepareCatalogue, readCatalogue } from "./check-rls/catalogue.ts";
import type { Finding } from "./check-rls/finding.ts";
import { inTransaction, type Session } from "./check-rls/session.ts";
import { makeWorld, type World } from "./check-rls/world/world.ts";

interface Stage {
  catalogue: Catalogue;
  world: World;
  becoming: Becoming;
}

/** A session of the test file's own on the test database, as its owner, and what the checks of isolation need there. */
export function openStage() {
  const sql = postgres(inject("database").owner, { max: 1, onnotice: () => {} });
  let reserved: postgres.ReservedSql | undefined;
  beforeAll(async () => {
    reserved = await sql.reserve();
  });
  afterAll(async () => {
    reserved?.release();
    await sql.end();
  });
  const session = (): Session => {
    if (!reserved) throw new Error("The session is open only while tests run");
    return reserved;
  };
  const prepare = async () => {
    await prepareCatalogue(session());
    await prepareAttempts(session());
    return readCatalogue(session());
  };
  /** Two tenants and everybody around them, until `work` is done. */
  const onStage = <T>(work: (stage: Stage) => Promise<T>): Promise<T> =>
    inTransaction(session(), "rollback", async () => {
      const catalogue = await prepare();
      const becoming = await prepareBecoming(session());
      return work({ catalogue, becoming, world: await makeWorld(session(), catalogue) });
    });
  return { session, prepare, onStage };
}

export const failuresIn = (played: { failure: Finding | undefined }[]) => played.flatMap((p) => p.failure ?? []);
