import { Pool, type PoolClient, type QueryConfig } from "pg";
import { nameOf, type Parameter, type Sql, statementOf } from "./sql.ts";

/** A transaction of the role worker, in one tenant. */
export type Tx = Sql;
/** A transaction of the login itself. */
export interface LoginTx {
  sql: Sql;
  /** For statements others wrote: `$1` stands for the first value. */
  query(text: string, values: readonly Parameter[]): Promise<object[]>;
  /** From here on the transaction is the tenant's. May be called for one tenant after the other. */
  enter(tenantId: string): Promise<unknown>;
  /** Commits with the statements before it instead of waiting for their answers; one that failed rolls all back. */
  commit(): Promise<unknown>;
}

export interface Db {
  /**
   * One short transaction as role worker in one tenant: RLS shows that tenant and nothing else. Forgetting it reads
   * nothing, since the login itself owns no rights. Keep it short: the embedded database serves one at a time.
   */
  withTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The same for a single statement, in one round trip. `durable: false` lets the commit return before the disk has it:
   * only for what a resumed run would write again. `by_key`: it finds every row by its key.
   */
  statement<T>(
    tenantId: string,
    build: (sql: Sql) => Promise<T>,
    options?: { durable?: boolean; by_key?: boolean },
  ): Promise<T>;
  /** One statement as role worker in no tenant: for the functions that look after all of them and tell nothing. */
  maintenance<T>(build: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * A transaction as the login itself, which sees the queue and no tenant until it enters one. Its commit does not wait
   * for the disk. `lock_ms`: fails rather than wait longer for what others hold.
   */
  login<T>(work: (tx: LoginTx) => Promise<T>, options?: { lock_ms?: number }): Promise<T>;
  close(): Promise<void>;
}

/** Connects as the worker's login. Connections are made when first used, and again when lost. */
export function createDb(url: string, options: { max?: number } = {}): Db {
  const pool = new Pool({
    connectionString: url,
    application_name: "plumbline-worker",
    max: options.max ?? 10,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    pipeline: true,
    // A worker that froze in a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 10_000,
    statement_timeout: 60_000,
    query_timeout: 70_000,
  });
  // A connection that is lost tells it twice: here, where nobody waits, and to the statement that does.
  pool.on("error", () => {});
  pool.on("connect", (client: PoolClient) => client.on("error", () => {}));

  const transaction = async <T>(
    opening: string,
    work: (client: PoolClient, sql: Sql, commit: () => Promise<unknown>) => Promise<T>,
  ): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    let committed = false;
    const commit = () => {
      committed = true;
      return send(client, { text: "commit" });
    };
    try {
      // Sent, not awaited: it travels with the first statement of the work, and its failure fails the transaction.
      const begun = send(client, { text: opening });
      begun.catch(() => {});
      try {
        const result = await work(client, sqlOf(client), commit);
        await begun;
        if (!committed) await commit();
        return result;
      } catch (error) {
        await send(client, { text: "rollback" }).catch((lost: Error) => {
          broken = lost;
        });
        throw error;
      }
    } finally {
      client.release(broken);
    }
  };
  const oneStatement = async <T>(opening: string, build: (sql: Sql) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      // Sent in this order without waiting for each other. When one fails, the commit that follows rolls back.
      const sent = [send(client, { text: opening }), build(sqlOf(client)), send(client, { text: "commit" })] as const;
      const results = await Promise.allSettled(sent);
      const failed = results.find((result) => result.status === "rejected");
      if (failed && isConnectionLost(failed.reason)) broken = failed.reason;
      if (failed) throw failed.reason;
      return await sent[1];
    } finally {
      client.release(broken);
    }
  };

  return {
    withTenant: (tenantId, work) => transaction(`begin; ${entering(tenantId)}`, (_, sql) => work(sql)),
    statement: (tenantId, build, { durable = true, by_key = false } = {}) =>
      oneStatement(
        `begin; ${entering(tenantId)}${durable ? "" : `, ${notDurable}`}${by_key ? `, ${byKey}` : ""}`,
        build,
      ),
    maintenance: (build) => oneStatement("begin; select set_config('role', 'worker', true)", build),
    login: (work, { lock_ms } = {}) =>
      transaction(
        `begin; select ${byKey}, ${notDurable}${lock_ms ? `, ${lockTimeout(lock_ms)}` : ""}`,
        (client, sql, commit) =>
          work({
            sql,
            query: async (text, values) =>
              (await send<object>(client, { text, values: [...values], name: nameOf(text) })).rows,
            enter: (tenantId) => send(client, { text: entering(tenantId) }),
            commit,
          }),
      ),
    close: () => pool.end(),
  };
}

/** What is sent in one turn leaves in one write. */
function send<Row extends object>(client: PoolClient, query: QueryConfig): Promise<{ rows: Row[] }> {
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  return client.query<Row>(query);
}

const sqlOf =
  (client: PoolClient): Sql =>
  async <Row extends object>(parts: TemplateStringsArray, ...values: Parameter[]) =>
    (await send<Row>(client, { ...statementOf(parts), values })).rows;

// A statement is planned once for a connection's life: never anew for its values, and never to read a whole table,
// which the planner would rather do while that is young and without statistics.
const byKey = [
  ...["seqscan", "hashjoin", "mergejoin", "material"].map((way) => `set_config('enable_${way}', 'off', true)`),
  "set_config('plan_cache_mode', 'force_generic_plan', true)",
].join(", ");

const notDurable = "set_config('synchronous_commit', 'off', true)";
const lockTimeout = (ms: number) => `set_config('lock_timeout', '${Math.ceil(ms)}', true)`;

/** As text, so that it can share a message with `begin`: nothing but a UUID gets in. */
function entering(tenantId: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId)) throw new TypeError("a tenant's id is a UUID");
  return `select set_config('role', 'worker', true), set_config('app.tenant_id', '${tenantId}', true)`;
}

const lostCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "53300"]);
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Query read timeout)/;

/** Whether a transaction lost against another one and would do as well when tried again. */
export const isSerializationFailure = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "40P01" || error.code === "40001");

/** Whether a transaction gave up because others held for too long what it asked for. */
export const isHeldByOthers = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "55P03";

/** Whether the database went away rather than said no: what was under way may be tried again once it is back. */
export function isConnectionLost(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (!("code" in error) || typeof error.code !== "string") return lostMessages.test(error.message);
  // 08: connection exceptions; 57P01-57P05: the server ends sessions; 25P03: it ended a frozen transaction's.
  return lostCodes.has(error.code) || /^(08|57P0|25P03)/.test(error.code);
}
