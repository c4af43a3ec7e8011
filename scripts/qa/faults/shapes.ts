import type { PipelineDefinition, RunStatus, StepStatus } from "@plumbline/contracts";

/** What a run of a shape must come to for its number: nothing else is right, whatever was killed meanwhile. */
export interface Expected {
  status: RunStatus;
  /** Nodes that do not succeed. */
  others: Record<string, StepStatus>;
  /** Results by node; what is published is the last one's. */
  values: Record<string, number>;
  published: number | undefined;
}

export interface Shape {
  pipeline: PipelineDefinition;
  /** `stored` has the results that were found: what follows from a random one must follow from the one that was kept. */
  expected(n: number, stored: Readonly<Record<string, number | null>>): Expected;
}

const start = { key: "start", step: "fault.start@1" };
const add = (key: string, after: string, by: number, more: object = {}) => ({
  key,
  step: "fault.add@1",
  depends_on: [after],
  params: { by },
  ...more,
});
/** The same, by a step that says its result follows from its input alone. */
const sum = (key: string, after: string, by: number) => ({ ...add(key, after, by), step: "fault.sum@1" });
const publish = (...after: string[]) => ({ key: "publish", step: "fault.publish@1", depends_on: after });
const wide = [1, 2, 3, 4, 5, 6, 7, 8];
const publishes = (values: Record<string, number>, sum: number, more: Partial<Expected> = {}): Expected => ({
  status: "succeeded",
  others: {},
  values: { ...values, publish: sum },
  published: sum,
  ...more,
});
const shape = (name: string, nodes: PipelineDefinition["nodes"], expected: Shape["expected"]): [string, Shape] => [
  name,
  { pipeline: { name, version: 1, nodes, parallel_groups: { branches: 3 } }, expected },
];

/** Chains, results that differ with every try, wide graphs, retries with short and long waits, conditions, failures handed on and failures that end the run. */
export const shapes: ReadonlyMap<string, Shape> = new Map([
  shape(
    "fault_chain",
    [start, sum("a", "start", 1), sum("b", "a", 2), sum("c", "b", 3), sum("d", "c", 4), publish("d")],
    (n) => publishes({ start: n, a: n + 1, b: n + 3, c: n + 6, d: n + 10 }, n + 10),
  ),
  shape(
    "fault_drawn",
    [start, { key: "drawn", step: "fault.draw@1", depends_on: ["start"] }, add("a", "drawn", 1), publish("a")],
    (n, { drawn }) => publishes({ start: n, a: (drawn ?? 0) + 1 }, (drawn ?? 0) + 1),
  ),
  shape(
    "fault_wide",
    [
      start,
      ...wide.map((i) => add(`b${i}`, "start", i, i > 4 ? { parallel_group: "branches" } : {})),
      publish(...wide.map((i) => `b${i}`)),
    ],
    (n) => {
      const branches = wide.map((i) => [`b${i}`, n + i] as const);
      const sum = branches.reduce((all, [, value]) => all + value, 0);
      return publishes({ start: n, ...Object.fromEntries(branches) }, sum);
    },
  ),
  shape(
    "fault_retries",
    [start, { ...add("flaky", "start", 1), step: "fault.flaky@1", retries: 20, retry_delay_ms: 30 }, publish("flaky")],
    (n) => publishes({ start: n, flaky: n + 1 }, n + 1),
  ),
  shape(
    "fault_parked",
    [start, { ...add("late", "start", 1), step: "fault.flaky@1", retries: 20, retry_delay_ms: 4_000 }, publish("late")],
    (n) => publishes({ start: n, late: n + 1 }, n + 1),
  ),
  shape(
    "fault_conditions",
    [
      start,
      add("large", "start", 1_000, { condition: "ir.start.n > 500" }),
      add("small", "start", 1, { condition: "ir.start.n <= 500" }),
      { ...publish("large", "small"), condition: "has(ir.large) != has(ir.small)" },
    ],
    (n) => {
      const [taken, left, value] = n > 500 ? ["large", "small", n + 1_000] : ["small", "large", n + 1];
      return publishes({ start: n, [taken]: value }, value, { others: { [left]: "skipped" } });
    },
  ),
  shape(
    "fault_degraded",
    [
      start,
      { key: "broken", step: "fault.broken@1", depends_on: ["start"], continue_on_fail: true },
      publish("start", "broken"),
    ],
    (n) => publishes({ start: n }, n, { status: "degraded", others: { broken: "failed" } }),
  ),
  shape(
    "fault_failing",
    [start, { key: "broken", step: "fault.broken@1", depends_on: ["start"] }, publish("start", "broken")],
    (n) => ({
      status: "failed",
      others: { broken: "failed", publish: "cancelled" },
      values: { start: n },
      published: undefined,
    }),
  ),
]);
