import postgres, { type Sql, type TransactionSql } from "postgres";

/** A transaction of the role worker, in one tenant. */
export type Tx = TransactionSql;
/** Builds the one statement of a `statement` call. */
export type Statement<T extends readonly object[]> = (sql: Sql) => PromiseLike<T>;

export interface Db {
  /**
   * One short transaction as role worker in one tenant: RLS shows that tenant and nothing else. What is forgotten here
   * reads nothing, since the login itself owns no rights. Keep it short: the embedded database serves one at a time.
   */
  withTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The same for a single statement, in one round trip. `durable: false` lets the commit return before the disk has it:
   * only for what a resumed run would write again.
   */
  statement<T extends readonly object[]>(
    tenantId: string,
    build: Statement<T>,
    options?: { durable?: boolean },
  ): Promise<T>;
  /** One statement as role worker in no tenant: for the functions that look after all of them and tell nothing. */
  maintenance<T extends readonly object[]>(build: Statement<T>): Promise<T>;
  /** A transaction as the login itself, which sees the queue and no tenant; `enter` turns it into the tenant's. */
  login<T>(work: (tx: Tx, enter: (tenantId: string) => PromiseLike<unknown>) => Promise<T>): Promise<T>;
  /** Listens for as long as the database is open, also over lost connections; `onReady` after each (re)connect. */
  listen(channel: string, onPayload: (payload: string) => void, onReady?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Connects as the worker's login. Connections are made when first used and again when lost. */
export function createDb(url: string, options: { max?: number; name?: string } = {}): Db {
  const sql = postgres(url, {
    max: options.max ?? 10,
    connect_timeout: 5,
    backoff: (attempt) => Math.min(0.05 * 2 ** attempt, 1),
    onnotice: () => {},
    connection: {
      application_name: options.name ?? "plumbline-worker",
      // A worker that froze in a transaction must not hold its locks for ever.
      idle_in_transaction_session_timeout: 10_000,
      statement_timeout: 60_000,
    },
  });

  const oneStatement = async <T extends readonly object[]>(
    settings: (reserved: Sql) => PromiseLike<unknown>,
    build: Statement<T>,
  ): Promise<T> => {
    const reserved = await sql.reserve();
    try {
      // Sent in this order without waiting for each other. When one fails, the commit that follows rolls back.
      const [begun, entered, result, committed] = await Promise.allSettled([
        reserved`begin`,
        settings(reserved),
        build(reserved),
        reserved`commit`,
      ]);
      for (const sent of [begun, entered, committed]) if (sent.status === "rejected") throw sent.reason;
      if (result.status === "rejected") throw result.reason;
      return result.value;
    } finally {
      reserved.release();
    }
  };

  return {
    withTenant: <T>(tenantId: string, work: (tx: Tx) => Promise<T>) =>
      sql.begin((tx) => {
        // Sent, not awaited: it travels with the first statement of the work, and its failure fails the transaction.
        const entered = enterTenant(tx, tenantId).execute();
        return Promise.all([entered, work(tx)]).then(([, result]) => result);
      }) as Promise<T>,
    statement: (tenantId, build, { durable = true } = {}) =>
      oneStatement(
        (reserved) =>
          durable
            ? reserved`select set_config('role', 'worker', true), set_config('app.tenant_id', ${tenantId}, true)`
            : reserved`select set_config('role', 'worker', true), set_config('app.tenant_id', ${tenantId}, true),
                set_config('synchronous_commit', 'off', true)`,
        build,
      ),
    maintenance: (build) => oneStatement((reserved) => reserved`select set_config('role', 'worker', true)`, build),
    login: <T>(work: (tx: Tx, enter: (tenantId: string) => PromiseLike<unknown>) => Promise<T>) =>
      sql.begin((tx) => work(tx, (tenantId) => enterTenant(tx, tenantId).execute())) as Promise<T>,
    async listen(channel, onPayload, onReady) {
      await sql.listen(channel, onPayload, onReady);
    },
    close: () => sql.end({ timeout: 2 }),
  };
}

const enterTenant = (tx: Tx, tenantId: string) =>
  tx`select set_config('role', 'worker', true), set_config('app.tenant_id', ${tenantId}, true)`;

const lostCodes = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "57P01",
  "57P02",
  "57P03",
  "25P03",
  "53300",
]);

/** Whether the database went away rather than said no: what was under way may be tried again once it is back. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return lostCodes.has(error.code) || error.code.startsWith("08");
}
