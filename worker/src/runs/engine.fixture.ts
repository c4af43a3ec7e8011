import { randomUUID } from "node:crypto";
import type { PipelineNode, Role, RunEvent, RunFailure, RunStatus, StepStatus } from "@plumbline/contracts";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { z } from "zod";
import { readEnv, type WorkerEnv } from "../platform/env.ts";
import { createLog } from "../platform/log.ts";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { type RunningWorker, startWorker } from "../worker.ts";
import type { RunEnd } from "./end-run.ts";
import { createRegistry } from "./registry.ts";
import { defineStep, type RegisteredStep, type StepContext } from "./step.ts";

/** The database of the test project as its owner, for arranging and looking. */
export function ownerSql(): Sql {
  return postgres(testDatabase().owner, { max: 4, onnotice: () => {} });
}

export async function createTenant(sql: Sql): Promise<string> {
  const slug = `t-${randomUUID().slice(0, 18)}`;
  const [row] = await sql<{ id: string }[]>`
    insert into public.tenants (slug, name, status) values (${slug}, ${slug}, 'active') returning id`;
  return row?.id ?? "";
}

export async function requestRun(sql: Sql, tenantId: string, kind: string, input: object = {}): Promise<string> {
  const [row] = await sql<{ run_id: string }[]>`
    select run_id from private.request_run(${tenantId}, ${kind}, ${randomUUID()}, null, 'test', ${sql.json({ ...input })})`;
  return row?.run_id ?? "";
}

export interface RunRow {
  status: RunStatus;
  attempt: number;
  progress: number;
  interruptions: number;
  failure: RunFailure | null;
  worker_id: string | null;
  pipeline_version_id: string | null;
  steps: {
    key: string;
    status: StepStatus;
    attempt: number;
    retries: number;
    failure: RunFailure | null;
    message: string | null;
    skip_reason: string | null;
    reused_from: string | null;
  }[];
  events: RunEvent["type"][];
  artifacts: { step_key: string; value: unknown; valid: boolean }[];
}

export async function readRun(sql: Sql, runId: string): Promise<RunRow> {
  const [row] = await sql<RunRow[]>`
    select r.status, r.attempt, r.progress, r.interruptions, r.failure, r.worker_id, r.pipeline_version_id,
      (select coalesce(json_agg(json_build_object('key', s.key, 'status', s.status, 'attempt', s.attempt,
        'retries', s.retries, 'failure', s.failure, 'message', s.message, 'skip_reason', s.skip_reason,
        'reused_from', s.reused_from) order by s.position), '[]')
        from public.run_steps s where s.run_id = r.id) as steps,
      (select coalesce(json_agg(e.type order by e.seq), '[]') from public.run_events e where e.run_id = r.id) as events,
      (select coalesce(json_agg(json_build_object('step_key', a.step_key, 'value', a.value, 'valid', a.valid)
        order by a.step_key), '[]') from public.artifacts a where a.run_id = r.id) as artifacts
    from public.runs r where r.id = ${runId}`;
  if (!row) throw new Error("no such run");
  return row;
}

/** Asks until the answer is there. Fails with the test's own time limit when it never comes. */
export async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

type Member = <T>(work: (tx: TransactionSql) => Promise<T>) => Promise<T>;

/** A new member of the tenant, who works as the API lets them: under row-level security, pinned to the tenant. */
export async function asMember(sql: Sql, tenantId: string, role: Role): Promise<Member> {
  const userId = randomUUID();
  await sql`insert into auth.users (id, email) values (${userId}, ${`${userId}@example.com`})`;
  await sql`insert into public.members (tenant_id, user_id, role, status) values (${tenantId}, ${userId}, ${role}, 'active')`;
  return async (work) => {
    const done = await sql.begin(async (tx) => {
      await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${JSON.stringify({ sub: userId })}, true),
        set_config('request.jwt.claim.sub', ${userId}, true), set_config('app.request_tenant_id', ${tenantId}, true)`;
      return [await work(tx)] as const;
    });
    return done[0];
  };
}

/** Cancels as a member would: through the function the API calls. */
export async function cancelRun(sql: Sql, tenantId: string, runId: string): Promise<void> {
  const editor = await asMember(sql, tenantId, "editor");
  await editor((tx) => tx`select public.cancel_run(${runId})`);
}

const anything = z.record(z.string(), z.unknown());
const plain = z.unknown();

/** A step that does what the test says. */
export function step(
  key: string,
  run: (ctx: StepContext, input: Record<string, unknown>) => Promise<unknown> | unknown,
): RegisteredStep {
  return defineStep({
    key: `test.${key}`,
    version: 1,
    input: anything,
    output: plain,
    run: async (ctx, input) => run(ctx, input),
  });
}

/** The same step, which says that its result follows from its input alone. */
export const deterministic = (step: RegisteredStep): RegisteredStep => ({ ...step, deterministic: true });

/** Resolves when the signal is aborted; never by itself. */
export const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

export interface TestNode extends Partial<Omit<PipelineNode, "key" | "step">> {
  key: string;
  run: (ctx: StepContext, input: Record<string, unknown>) => Promise<unknown> | unknown;
}

/** A registry with one pipeline for the kind, every node with a step of its own. */
export function registryOf(kind: string, nodes: TestNode[], parallel_groups: Record<string, number> = {}) {
  return createRegistry(
    nodes.map((node) => step(node.key, node.run)),
    {
      [kind]: {
        name: kind,
        version: 1,
        parallel_groups,
        nodes: nodes.map(({ run: _, ...node }) => ({ ...node, step: `test.${node.key}@1` })),
      },
    },
  );
}

/** Settings with short leases. */
export function testEnv(over: Record<string, string> = {}): WorkerEnv {
  return readEnv({
    DATABASE_URL: testDatabase().worker,
    LOG_LEVEL: "silent",
    PLUMBLINE_RUN_LEASE_MS: "1000",
    PLUMBLINE_RUN_RENEW_MS: "250",
    PLUMBLINE_RUN_SWEEP_MS: "200",
    PLUMBLINE_WORKER_GRACE_MS: "200",
    PLUMBLINE_RUN_CONCURRENCY: "8",
    ...over,
  });
}

export interface TestWorker extends RunningWorker, AsyncDisposable {
  /** Resolves with how the work of this worker on the run ended; for runs not yet ended when asked. */
  end(runId: string): Promise<RunEnd>;
}

/** A worker in this process, stopped when the block is left. */
export async function testWorker(
  registry: ReturnType<typeof createRegistry>,
  over: Record<string, string> = {},
): Promise<TestWorker> {
  const ends = new Map<string, PromiseWithResolvers<RunEnd>>();
  const endOf = (runId: string) => {
    const end = ends.get(runId) ?? Promise.withResolvers<RunEnd>();
    ends.set(runId, end);
    return end;
  };
  const worker = await startWorker({
    env: testEnv(over),
    registry,
    log: createLog(process.env.TEST_LOG ?? "silent"),
    onEnd: (run, end) => endOf(run.id).resolve(end),
  });
  return { ...worker, end: (runId) => endOf(runId).promise, [Symbol.asyncDispose]: () => worker.stop() };
}
