// The part of node-postgres (8.23) the worker uses; the package carries no types of its own.
declare module "pg" {
  import type { EventEmitter } from "node:events";
  import type { Writable } from "node:stream";

  interface ClientConfig {
    connectionString: string;
    application_name?: string;
    connectionTimeoutMillis?: number;
    query_timeout?: number;
    statement_timeout?: number;
    idle_in_transaction_session_timeout?: number;
    keepAlive?: boolean;
    /** Sends queries without waiting for the answers to earlier ones. */
    pipeline?: boolean;
  }
  interface QueryConfig {
    text: string;
    values?: readonly unknown[];
    /** Prepares the statement under this name, once for each connection. */
    name?: string;
  }
  class Client extends EventEmitter {
    readonly connection: { readonly stream: Writable };
    constructor(config: ClientConfig);
    connect(): Promise<void>;
    query<T extends object>(query: QueryConfig): Promise<{ rows: T[] }>;
    end(): Promise<void>;
  }
  interface PoolClient extends Client {
    /** Gives the connection back, or closes it when there was an error. */
    release(error?: Error | boolean): void;
  }
  class Pool extends EventEmitter {
    constructor(config: ClientConfig & { max?: number; idleTimeoutMillis?: number });
    connect(): Promise<PoolClient>;
    end(): Promise<void>;
  }

  export { Client, type ClientConfig, Pool, type PoolClient, type QueryConfig };
}
