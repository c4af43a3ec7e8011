import { AppError } from "@plumbline/contracts";
import type { Db } from "../platform/db.ts";
import type { Json } from "./plain-json.ts";
import type { HeldRun } from "./record.ts";

/** The results of a run's nodes: those of this worker at hand, those of before loaded when somebody asks for them. */
export class Outputs {
  readonly #db: Db;
  readonly #run: HeldRun;
  readonly #values = new Map<string, Json>();
  /** Nodes whose result is stored, and the run that holds it. */
  readonly #stored = new Map<string, string>();
  readonly #metrics = new Map<string, Record<string, number | null>>();

  constructor(db: Db, run: HeldRun) {
    this.#db = db;
    this.#run = run;
  }

  set(key: string, value: Json, metrics?: Record<string, number | null>): void {
    this.#values.set(key, value);
    this.#metrics.set(key, metrics ?? {});
  }

  /** The result is stored, by this run or by the one it was taken from. */
  setStored(key: string, runId: string): void {
    this.#stored.set(key, runId);
  }

  has(key: string): boolean {
    return this.#values.has(key) || this.#stored.has(key);
  }

  get(key: string): Json | undefined {
    return this.#values.get(key);
  }

  metricsOf(key: string): Record<string, number | null> | undefined {
    return this.#metrics.get(key);
  }

  /** Makes results, and the metrics of nodes, available to `get` and `metricsOf`. No round trip when they are. */
  async load(keys: Iterable<string>, metricKeys: Iterable<string> = []): Promise<void> {
    const values = [...keys].filter((key) => this.#stored.has(key) && !this.#values.has(key));
    const metrics = [...metricKeys].filter((key) => this.#stored.has(key) && !this.#metrics.has(key));
    if (values.length > 0) await this.#loadValues(values);
    if (metrics.length > 0) await this.#loadMetrics(metrics);
  }

  async #loadValues(keys: string[]): Promise<void> {
    const runs = keys.map((key) => this.#stored.get(key) ?? "");
    const rows = await this.#db.statement(
      this.#run.tenant_id,
      (sql) => sql<{ key: string; value: Json }>`
        select a.step_key as key, a.value from unnest(${runs}::uuid[], ${keys}::text[]) as w (run_id, step_key)
        join public.artifacts a on a.tenant_id = ${this.#run.tenant_id} and a.run_id = w.run_id and a.step_key = w.step_key`,
    );
    for (const row of rows) this.#values.set(row.key, row.value);
    const gone = keys.find((key) => !this.#values.has(key));
    if (gone !== undefined) {
      throw new AppError("not_found", `The earlier result of ${gone} is gone.`, { fix: "Start the run anew." });
    }
  }

  async #loadMetrics(keys: string[]): Promise<void> {
    const runs = keys.map((key) => this.#stored.get(key) ?? "");
    const rows = await this.#db.statement(
      this.#run.tenant_id,
      (sql) => sql<{ key: string; metric: string; value: number | null }>`
        select m.step_key as key, m.metric, m.value from unnest(${runs}::uuid[], ${keys}::text[]) as w (run_id, step_key)
        join public.metric_results m on m.tenant_id = ${this.#run.tenant_id} and m.run_id = w.run_id and m.step_key = w.step_key`,
    );
    for (const key of keys) {
      const own = rows.filter((row) => row.key === key).map((row) => [row.metric, row.value]);
      this.#metrics.set(key, Object.fromEntries(own));
    }
  }
}
