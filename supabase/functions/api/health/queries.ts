import { sql } from "../platform/sql.ts";

export interface HealthFacts {
  schema: string | null;
  queue_schema: number | null;
  waiting: number | null;
  workers: number;
  last_seen_at: string | null;
}

/** What the database knows of itself, the queue and the workers. */
export const healthFacts = sql<{ facts: HealthFacts }>`select private.health() as facts`;
