import type { Backend } from "./backend.ts";
import type { Lease } from "./lease.ts";

const CHECKPOINT_BYTES = 64 * 1024 * 1024;

// Autovacuum's own rule, with its default numbers.
const DUE = `select format('vacuum (analyze) %I.%I', schemaname, relname) from pg_stat_all_tables
  where (n_dead_tup > 50 + 0.2 * n_live_tup or n_mod_since_analyze > 50 + 0.1 * n_live_tup)
    and schemaname not like 'pg\\_toast%' and schemaname not like 'pg\\_temp%'
  order by n_dead_tup + n_mod_since_analyze desc limit 1`;

/**
 * Does, every `everyMs` and only while nobody uses the engine, what Postgres' background processes would: without it the
 * write-ahead log only grows, dead rows stay, and the planner never learns how big a table is. Returns how to stop it.
 */
export function startMaintenance(backend: Backend, lease: Lease<object>, everyMs: number): () => void {
  const owner = {};
  let checkpointed = 0;
  const tick = async () => {
    if (!lease.isFree) return;
    await lease.acquire(owner);
    try {
      const [[written = "0"] = []] = await backend.maintain("select pg_current_wal_insert_lsn() - '0/0'");
      const [[due = null] = []] = await backend.maintain(DUE);
      // One thing at a turn: a client that came meanwhile waits for that only.
      if (Number(written) - checkpointed > CHECKPOINT_BYTES) {
        await backend.maintain("checkpoint");
        checkpointed = Number(written);
      } else if (due) await backend.maintain(due);
    } finally {
      lease.release(owner);
    }
  };
  // What fails here fails for a client as well, who is told; and the next turn tries again.
  const timer = setInterval(() => void tick().catch(() => undefined), everyMs).unref();
  return () => clearInterval(timer);
}
