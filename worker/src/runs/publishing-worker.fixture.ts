import { randomUUID } from "node:crypto";
import { setTimeout as work } from "node:timers/promises";
import { z } from "zod";
import { runWorkerProcess } from "../process.ts";
import { createRegistry } from "./registry.ts";
import { defineStep } from "./step.ts";

/** A worker process of its own: a run counts along two branches for a moment, then publishes one insight; or fails. */
const Input = z.object({ input: z.object({ dataset_id: z.uuid() }) });
const Count = z.object({ n: z.int() });

const start = defineStep({
  key: "killed.start",
  version: 1,
  asks_model: true,
  input: Input,
  output: Count,
  run: async () => {
    await work(15);
    return { n: 1 };
  },
});
const branch = defineStep({
  key: "killed.branch",
  version: 1,
  input: z.object({ start: Count }),
  output: Count,
  run: async (ctx, { start }) => {
    ctx.progress(0.5, "Counting");
    await work(25);
    return { n: start.n + 1 };
  },
});
const publish = defineStep({
  key: "killed.publish",
  version: 1,
  input: Input.extend({ left: Count, right: Count }),
  output: z.object({ n: z.int() }),
  run: async (_, { left, right }) => {
    await work(15);
    return { n: left.n + right.n };
  },
  // A random id and a position by attempt: nothing but the fence keeps a second insight away.
  commit: async (tx, run, { input }) => {
    await tx`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title, summary,
        evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
      values (${run.tenant_id}, ${randomUUID()}, ${input.dataset_id}, ${run.id}, 1, ${run.attempt}, 'trend', 'info', 't', 's',
        '[]', '[]', true, 'test', 1, 'test', ${run.trace_id})`;
  },
});
const refuse = defineStep({
  key: "killed.refuse",
  version: 1,
  input: z.object({ start: Count }),
  output: Count,
  run: async () => {
    await work(15);
    return { n: Number.NaN };
  },
});

await runWorkerProcess(() =>
  createRegistry([start, branch, publish, refuse], {
    killed_failing: {
      name: "killed_failing",
      version: 1,
      nodes: [
        { key: "start", step: "killed.start@1" },
        { key: "refuse", step: "killed.refuse@1", depends_on: ["start"] },
      ],
    },
    killed_run: {
      name: "killed_run",
      version: 1,
      nodes: [
        { key: "start", step: "killed.start@1" },
        { key: "left", step: "killed.branch@1", depends_on: ["start"] },
        { key: "right", step: "killed.branch@1", depends_on: ["start"] },
        { key: "publish", step: "killed.publish@1", depends_on: ["left", "right"] },
      ],
    },
  }),
);
