import postgres from "postgres";
import { hotStatements } from "./hot-statements.ts";
import { sqlState } from "./problem.ts";
import type { Query } from "./sql.ts";

/** The rows of each query, in the order given. */
export type RowsOf<Queries extends readonly Query[]> = {
  -readonly [I in keyof Queries]: Queries[I] extends Query<infer Row> ? Row[] : never;
};

// A slow query holds up what was sent after it on its own connection: keep that little. (Not in the driver's types.)
const pipelining = { max_pipeline: 2 };

export interface Db {
  /**
   * Sends `first` and the queries as one message: one round trip and one transaction, all of it or nothing.
   * Answers the rows of the queries; those of `first` are dropped. Throws what Postgres says.
   */
  send<Queries extends readonly Query[]>(first: Query, ...queries: Queries): Promise<RowsOf<Queries>>;
  close(): Promise<void>;
}

/**
 * Opens the pool of the login `edge`. The statements of one message are one implicit transaction (PostgreSQL manual,
 * "Multiple statements in a simple query"): settings stay local to it, and a transaction pooler keeps it together.
 */
export function openDb(url: string, connections: number): Db {
  const client = postgres(url, {
    max: connections,
    ...pipelining,
    fetch_types: false,
    idle_timeout: 60,
    connect_timeout: 5,
    connection: { application_name: "plumbline-edge", client_encoding: "UTF8" },
    onnotice: () => {},
    types: {
      timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTimestamp },
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
    },
  });
  const hot = hotStatements();
  return {
    async send<Queries extends readonly Query[]>(first: Query, ...queries: Queries) {
      const message = async (texts: string[]) => {
        const results = await client.unsafe<RowsOf<Queries> & unknown[]>([first.text, ...texts].join(";\n")).simple();
        results.splice(0, results.length - queries.length);
        return results;
      };
      const statements = queries.map(hot.text);
      try {
        return await message(statements);
      } catch (error) {
        onlyUnprepared(error);
      }
      // Nothing of the message has happened. It is prepared after `first`, because the login itself may look into no schema.
      try {
        return await message([...hot.prepare(queries), ...statements]);
      } catch (error) {
        onlyUnprepared(error);
      }
      hot.giveUp();
      return await message(queries.map((q) => q.text));
    },
    close: () => client.end({ timeout: 5 }),
  };
}

/** Returns when a session lacked a prepared statement; throws any other error. */
function onlyUnprepared(error: unknown): void {
  if (sqlState(error) !== "26000") throw error;
}

/** Postgres' `2026-11-20 07:30:00.5+00` as ISO 8601 with offset, every digit kept. */
export function isoTimestamp(text: string): string {
  // Without a pattern: an answer holds many of these.
  const gap = text.indexOf(" ");
  if (gap === -1) return text;
  const sign = text.at(-3);
  return `${text.slice(0, gap)}T${text.slice(gap + 1)}${sign === "+" || sign === "-" ? ":00" : ""}`;
}
