import type { ReservedSql, Sql } from "postgres";

/** One connection that nobody else uses, so that what happens in its transactions is this check's alone. */
export type Session = ReservedSql;

/** Takes a connection for `work` and gives it back. */
export async function withSession<T>(sql: Sql, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await sql.reserve();
  try {
    return await work(session);
  } finally {
    session.release();
  }
}

/**
 * Runs `work` in a transaction and ends it with `end`, or rolls it back when work throws. It waits for nobody's lock for
 * long: on a live database the check gives way.
 */
export async function inTransaction<T>(
  session: Session,
  end: "commit" | "rollback",
  work: () => Promise<T>,
): Promise<T> {
  await session.unsafe(
    "begin; set local search_path = ''; set local lock_timeout = '5s'; set local statement_timeout = '120s'; set local idle_in_transaction_session_timeout = '10min'",
  );
  try {
    const result = await work();
    await session.unsafe(end);
    return result;
  } catch (error) {
    await session.unsafe("rollback");
    throw error;
  }
}

/** Runs `work` and undoes what it did to the database, whatever became of it. */
export async function undone<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.unsafe("savepoint undone");
  try {
    return await work();
  } finally {
    await session.unsafe("rollback to savepoint undone; release savepoint undone");
  }
}

/** Runs a statement; when it fails the transaction goes on without it. */
export async function tryTo(session: Session, statement: string): Promise<Error | undefined> {
  await session.unsafe("savepoint tried");
  try {
    await session.unsafe(statement);
    return undefined;
  } catch (error) {
    await session.unsafe("rollback to savepoint tried");
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await session.unsafe("release savepoint tried");
  }
}
