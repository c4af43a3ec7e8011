import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as work } from "node:timers/promises";
import { AppError, ErrorIr } from "@plumbline/contracts";
import { createRegistry, defineStep, runWorkerProcess } from "@plumbline/worker";
import { z } from "zod";
import { shapes } from "./shapes.ts";

/** A worker process whose steps take a moment each, so that a kill finds them at work; publishing writes one insight. */
const Count = z.object({ n: z.int() });
const Input = z.object({ n: z.int(), dataset_id: z.uuid() });
const by = z.object({ by: z.int() });
const moment = () => work(3 + Math.random() * 20);

const start = defineStep({
  key: "fault.start",
  version: 1,
  input: z.object({ input: Input }),
  output: Count,
  run: async (_, { input }) => {
    await moment();
    return { n: input.n };
  },
});
const adding = (key: string, deterministic: boolean) =>
  defineStep({
    key,
    version: 1,
    deterministic,
    input: z.object({ from: Count, params: by }),
    output: Count,
    run: async (ctx, { from, params }) => {
      ctx.progress(0.5, "Adding");
      await moment();
      return { n: from.n + params.by };
    },
  });
const draw = defineStep({
  key: "fault.draw",
  version: 1,
  input: z.object({ from: Count }),
  output: Count,
  run: async () => {
    await moment();
    return { n: randomInt(1_000_000) };
  },
});
const flaky = defineStep({
  key: "fault.flaky",
  version: 1,
  input: z.object({ from: Count, params: by }),
  output: Count,
  run: async (ctx, { from, params }) => {
    await moment();
    const [row] = await ctx.tx(
      (tx) => tx<{ retries: number }>`
        select retries from public.run_steps
        where tenant_id = ${ctx.run.tenant_id} and run_id = ${ctx.run.id} and key = ${ctx.key}`,
    );
    if (!row?.retries) throw new AppError("unavailable", "Not at the first try");
    return { n: from.n + params.by };
  },
});
const broken = defineStep({
  key: "fault.broken",
  version: 1,
  input: z.unknown(),
  output: Count,
  run: async () => {
    await moment();
    throw new AppError("file_corrupt", "Never");
  },
});
const publish = defineStep({
  key: "fault.publish",
  version: 1,
  input: z.object({ input: Input, params: z.unknown() }).catchall(z.union([Count, ErrorIr])),
  output: Count,
  run: async (_, { input: _input, params: _params, ...results }) => {
    await moment();
    const counts = Object.values(results).flatMap((one) => Count.safeParse(one).data ?? []);
    return { n: counts.reduce((sum, one) => sum + one.n, 0) };
  },
  // A random id and a position by attempt: nothing but the fence keeps a second insight away.
  commit: async (tx, run, { input }, { n }) => {
    await tx`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title, summary,
        evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
      values (${run.tenant_id}, ${randomUUID()}, ${input.dataset_id}, ${run.id}, 1, ${run.attempt}, 'trend', 'info', 't',
        ${String(n)}, '[]', '[]', true, 'test', 1, 'test', ${run.trace_id})`;
  },
});

await runWorkerProcess(() =>
  createRegistry(
    [start, adding("fault.add", false), adding("fault.sum", true), draw, flaky, broken, publish],
    Object.fromEntries([...shapes].map(([kind, shape]) => [kind, shape.pipeline])),
  ),
);
