import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { type RealPostgres, startRealPostgres } from "../../test/real-postgres.ts";
import { killPostgres } from "./kill-postgres.ts";
import { type Random, randomOf } from "./random.ts";
import { shapes } from "./shapes.ts";
import { judge, type Requested, type Verdict } from "./verdict.ts";
import { leaseMs, startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

/** What happens in a round; `frozen`: a worker that loses its runs, then wakes up and goes on. */
export const faults = ["worker", "postgres", "both", "deploy", "frozen"] as const;
export type FaultKind = (typeof faults)[number];

export interface StormOptions {
  /** Where the binaries of Postgres are. */
  bin: string;
  rounds: number;
  seed: number;
  onRound?(round: number, kind: FaultKind): void;
}

export interface Figures extends Verdict {
  rounds: number;
  seed: number;
  runs: number;
  /** Runs that another worker, or the same one, had to take up again. */
  resumed: number;
  kills: Record<FaultKind, number>;
  seconds: number;
}

const runsPerRound = 24;
const tenants = 3;
const latestMomentMs = 400;
const mustEndWithinMs = 45_000;

/**
 * Breaks things at random moments under load, round after round, on a cluster of its own; in the end every run must be
 * what it should be. One worker and two in turn.
 */
export async function storm(options: StormOptions): Promise<Figures> {
  const server = await startRealPostgres(options.bin);
  const weather = new Storm(server, randomOf(options.seed));
  const began = performance.now();
  try {
    await weather.prepare();
    const kills = await weather.rounds(options);
    return {
      rounds: options.rounds,
      seed: options.seed,
      ...(await weather.settle()),
      kills,
      seconds: Math.round((performance.now() - began) / 100) / 10,
    };
  } finally {
    await weather.close();
    await server.stop();
  }
}

class Storm {
  readonly #server: RealPostgres;
  readonly #random: Random;
  readonly #sql: Sql;
  readonly #password = randomUUID();
  readonly #requested: Requested[] = [];
  readonly #wrong: string[] = [];
  #workers: WorkerProcess[] = [];
  #datasets: { tenant_id: string; dataset_id: string }[] = [];

  constructor(server: RealPostgres, random: Random) {
    this.#server = server;
    this.#random = random;
    this.#sql = postgres(server.url, { max: 8, onnotice: () => {}, backoff: () => 0.05 });
  }

  async prepare(): Promise<void> {
    await prepareDatabase({
      ownerUrl: this.#server.url,
      siteUrl: "http://127.0.0.1:1",
      passwords: { edge: randomUUID(), worker_login: this.#password },
      jwtSecret: randomUUID(),
      publishableKey: "sb_publishable_local",
    });
    this.#datasets = await this.#sql`
      with t as (
        insert into public.tenants (slug, name, status) select 'fault-' || n, 'fault', 'active' from generate_series(1, ${tenants}) n
        returning id
      ), f as (
        insert into public.files (tenant_id, id, name, created_by) select id, gen_random_uuid(), 'f.csv', null from t
        returning tenant_id, id
      )
      insert into public.datasets (tenant_id, id, name, file_id, size_bytes, sha256)
      select tenant_id, gen_random_uuid(), 'f', id, 1, 'x' from f returning tenant_id, id as dataset_id`;
  }

  async rounds({ rounds, onRound }: StormOptions): Promise<Record<FaultKind, number>> {
    const kills = { worker: 0, postgres: 0, both: 0, deploy: 0, frozen: 0 };
    let next: FaultKind[] = [];
    for (let round = 0; round < rounds; round++) {
      if (next.length === 0) next = this.#random.shuffle(faults);
      const kind = next.pop() ?? "worker";
      kills[kind]++;
      onRound?.(round + 1, kind);
      await this.#haveWorkers(kind === "frozen" ? 2 : 1 + (round % 2));
      const load = Promise.all(Array.from({ length: runsPerRound }, () => this.#request()));
      await pause(this.#random.below(latestMomentMs));
      await this.#strike(kind);
      await load;
    }
    return kills;
  }

  /** Lets everything come to its end, and judges it. */
  async settle(): Promise<Verdict & Pick<Figures, "runs" | "resumed">> {
    await this.#haveWorkers(2);
    const until = performance.now() + mustEndWithinMs;
    for (;;) {
      const [open] = await this.#sql`select from public.runs where status in ('queued', 'running') limit 1`;
      if (!open || performance.now() > until) break;
      await pause(50);
    }
    await Promise.all(this.#workers.map((worker) => this.#deploy(worker)));
    const verdict = await judge(this.#sql, this.#requested);
    const [row] = await this.#sql<{ resumed: number }[]>`
      select count(distinct run_id)::int as resumed from public.run_events where type = 'resumed'`;
    return {
      ...verdict,
      wrong: [...this.#wrong, ...verdict.wrong],
      runs: this.#requested.length,
      resumed: row?.resumed ?? 0,
    };
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) {
      worker.signal("SIGKILL");
      await worker.ended;
    }
    await this.#sql.end({ timeout: 1 });
  }

  async #strike(kind: FaultKind): Promise<void> {
    const worker = this.#random.pick(this.#workers);
    if (kind === "deploy") return this.#deploy(worker);
    if (kind === "frozen") {
      worker.signal("SIGSTOP");
      await pause(2 * leaseMs);
      worker.signal("SIGCONT");
      return;
    }
    if (kind !== "postgres") worker.signal("SIGKILL");
    if (kind !== "worker") {
      await killPostgres(this.#server.pid);
      await pause(this.#random.below(latestMomentMs));
      await this.#server.restart();
    }
    if (kind !== "postgres") await worker.ended;
  }

  /** A worker that is told to stop hands back what it does not finish, and leaves in order. */
  async #deploy(worker: WorkerProcess): Promise<void> {
    worker.signal("SIGTERM");
    const how = await worker.ended;
    if (how !== 0) this.#wrong.push(`a worker told to stop ended with ${how}`);
  }

  async #haveWorkers(count: number): Promise<void> {
    this.#workers = this.#workers.filter((worker) => worker.alive());
    for (const extra of this.#workers.splice(count)) await this.#deploy(extra);
    const url = asLogin(this.#server.url, "worker_login", this.#password);
    const died = (how: number | string) => this.#wrong.push(`a worker ended by itself with ${how}`);
    const missing = Array.from({ length: count - this.#workers.length }, () => startWorkerProcess(url, died));
    this.#workers.push(...(await Promise.all(missing)));
  }

  /** Asks for a run as a client does that was cut off: again, under the same key, until it has an answer. */
  async #request(): Promise<void> {
    const [kind, n, key] = [this.#random.pick([...shapes.keys()]), this.#random.below(1_000), randomUUID()];
    const { tenant_id, dataset_id } = this.#random.pick(this.#datasets);
    const input = this.#sql.json({ n, dataset_id });
    for (let answered = false; !answered; ) {
      answered = await this.#sql`select private.request_run(${tenant_id}, ${kind}, ${key}, null, null, ${input})`.then(
        () => true,
        () => pause(50, false),
      );
    }
    this.#requested.push({ key, kind, n });
  }
}
