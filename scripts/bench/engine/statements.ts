import { type Cluster, trackStatements } from "./cluster.ts";
import { crowdOf, rounded, type Side } from "./measure.ts";

export interface Share {
  what: string;
  /** Of one run of five steps. */
  statements: number;
  ms: number;
}

export interface Statements {
  statements: number;
  wal_kib: number;
  shares: Share[];
}

/** What a statement of ours is for, by words only it has. */
const purposes: [what: string, words: RegExp][] = [
  ["request: run, event and job", /request_run/],
  ["take: jobs off the queue", /pgboss\./],
  ["take: runs under a lease", /attempt = attempt \+/],
  ["take: the tenant's settings", /one left join/],
  ["write what happened", /with given as/],
  ["enter the tenant, commit", /set_config|^(begin|commit)$/i],
  ["statistics of young tables", /analyze_young/],
  ["leases, sweeps, signs of life", /lease_expires_at|requeue_lost|worker_seen/],
];

/** Where the statements of a run of five steps go, many at once, by the server's own account; slows what it looks at a little. */
export async function lookAt(cluster: Cluster, side: Side, seconds: number): Promise<Statements> {
  const { sql } = cluster;
  await trackStatements(sql, "top");
  await sql`select extensions.pg_stat_statements_reset()`;
  const before = await logBytes(cluster);
  const { ended } = await crowdOf(side, seconds);
  const after = await logBytes(cluster);
  const rows = await sql<{ query: string; calls: number; ms: number }[]>`
    select query, calls::float8 as calls, total_exec_time as ms from extensions.pg_stat_statements s
    where not query ~ 'pg_stat_|pg_reload_conf|^alter system|from public.runs where status in' order by total_exec_time desc`;
  await trackStatements(sql, "none");
  const shares = new Map<string, Share>();
  for (const { query, calls, ms } of rows) {
    const what = purposes.find(([, words]) => words.test(query))?.[0] ?? "other";
    const share = shares.get(what) ?? { what, statements: 0, ms: 0 };
    shares.set(what, { what, statements: share.statements + calls, ms: share.ms + ms });
  }
  const of = (total: number) => rounded(total / ended);
  return {
    statements: of(rows.reduce((all, row) => all + row.calls, 0)),
    wal_kib: of((after - before) / 1024),
    shares: [...shares.values()]
      .map((share) => ({ what: share.what, statements: of(share.statements), ms: of(share.ms) }))
      .sort((a, b) => b.ms - a.ms),
  };
}

/** Where the log of changes ends. */
async function logBytes({ sql }: Cluster): Promise<number> {
  const [row] = await sql<{ at: number }[]>`select (pg_current_wal_insert_lsn() - '0/0')::float8 as at`;
  return row?.at ?? 0;
}
