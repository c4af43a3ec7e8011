import type { PipelineGraph, PipelineNode, StepStatus } from "@plumbline/contracts";

/** A node that waits to be tried again: since when it may, by `performance.now()`. */
type Waiting = number;

/** Where the nodes of a run stand, as far as deciding what comes next needs it. */
export class RunState {
  readonly nodes: readonly PipelineNode[];
  readonly #groups: Readonly<Record<string, number>>;
  readonly #states = new Map<string, StepStatus>();
  readonly #retries = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  /** A node failed and the run went on. */
  degraded = false;

  constructor(graph: Pick<PipelineGraph, "nodes" | "parallel_groups">) {
    this.nodes = graph.nodes;
    this.#groups = graph.parallel_groups;
    for (const node of graph.nodes) this.#states.set(node.key, "pending");
  }

  of(key: string): StepStatus {
    return this.#states.get(key) ?? "pending";
  }

  set(key: string, state: StepStatus): void {
    this.#states.set(key, state);
    if (state !== "pending") this.#waiting.delete(key);
    if (state === "failed") this.degraded = true;
  }

  retriesOf(key: string): number {
    return this.#retries.get(key) ?? 0;
  }

  /** The node is to be tried again after `ms`. */
  setRetries(key: string, retries: number, ms?: number): void {
    this.#retries.set(key, retries);
    if (ms !== undefined) this.#waiting.set(key, performance.now() + ms);
  }

  get running(): number {
    let count = 0;
    for (const state of this.#states.values()) if (state === "running") count++;
    return count;
  }

  get finished(): boolean {
    for (const state of this.#states.values()) if (state === "pending" || state === "running") return false;
    return true;
  }

  /** How long until the first node that waits may be tried again, 0 when it may now; undefined when none waits. */
  get nextRetryMs(): number | undefined {
    if (this.#waiting.size === 0) return undefined;
    return Math.max(0, Math.min(...this.#waiting.values()) - performance.now());
  }

  /** Pending nodes of which everything they come after has an outcome, in the order of the pipeline. */
  ready(): PipelineNode[] {
    const now = performance.now();
    return this.nodes.filter(
      (node) =>
        this.of(node.key) === "pending" &&
        (this.#waiting.get(node.key) ?? 0) <= now &&
        node.depends_on.every((key) => isSettled(this.of(key))),
    );
  }

  /** Whether the node's group leaves room for it. */
  hasRoom(node: PipelineNode): boolean {
    const group = node.parallel_group;
    if (group === null) return true;
    const running = this.nodes.filter((other) => other.parallel_group === group && this.of(other.key) === "running");
    return running.length < (this.#groups[group] ?? 1);
  }

  /** Progress of the run, 0 to 1: every node counts the same; `fractions` has those under way. */
  progress(fractions: ReadonlyMap<string, number> = new Map()): number {
    let done = 0;
    for (const [key, state] of this.#states) {
      if (isSettled(state)) done += 1;
      else if (state === "running") done += fractions.get(key) ?? 0;
    }
    return done / this.nodes.length;
  }
}

/** In a run that goes on, a node that failed has handed on its error. */
const isSettled = (state: StepStatus): boolean => state === "succeeded" || state === "skipped" || state === "failed";
