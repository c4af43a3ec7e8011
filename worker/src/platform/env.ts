import { availableParallelism } from "node:os";
import { AppError } from "@plumbline/contracts";
import { z } from "zod";

const ms = (smallest: number) => z.coerce.number().int().min(smallest);

const Settings = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "must be the worker's login, as postgres://worker_login:password@host:5432/database",
  }),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  PLUMBLINE_RUN_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(Math.max(4, Math.min(16, availableParallelism()))),
  PLUMBLINE_RUN_CONCURRENCY_PER_TENANT: z.coerce.number().int().min(1).optional(),
  PLUMBLINE_RUN_TIMEOUT_MS: ms(100).default(15 * 60_000),
  PLUMBLINE_RUN_LEASE_MS: ms(200).default(6_000),
  PLUMBLINE_RUN_RENEW_MS: ms(50).default(2_000),
  PLUMBLINE_RUN_SWEEP_MS: ms(50).default(1_000),
  PLUMBLINE_RUN_FOLD_MS: ms(50).default(15_000),
  PLUMBLINE_WORKER_SEEN_MS: ms(50).default(3_000),
  PLUMBLINE_WORKER_GRACE_MS: ms(0).default(5_000),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_MORE_MODELS: z
    .string()
    .transform((names) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    )
    .optional(),
  PLUMBLINE_EXIT_WITH_STDIN: z.enum(["0", "1"]).default("0"),
});

/** The worker's settings, checked; times in milliseconds. */
export interface WorkerEnv {
  database_url: string;
  log_level: z.infer<typeof Settings>["LOG_LEVEL"];
  /** Runs executed at once by this process. */
  concurrency: number;
  /** How many of those one tenant may hold: by default all but one, so a flood leaves room for others. */
  concurrency_per_tenant: number;
  run_timeout_ms: number;
  lease_ms: number;
  renew_ms: number;
  sweep_ms: number;
  fold_ms: number;
  seen_ms: number;
  /** How long a stopping worker lets its runs go on before it hands them back. */
  grace_ms: number;
  exit_with_stdin: boolean;
  /** The endpoint that words insights and its models; nothing set means the deterministic writer. */
  text_models: Pick<
    z.infer<typeof Settings>,
    "OPENAI_API_KEY" | "OPENAI_BASE_URL" | "OPENAI_MODEL" | "OPENAI_MORE_MODELS"
  >;
}

/** Reads the worker's settings. Throws AppError that names the variable that is wrong and how to mend it. */
export function readEnv(env: Record<string, string | undefined>): WorkerEnv {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.join(".") ?? "a setting";
    throw new AppError("invalid_request", `${name} ${given[name] === undefined ? "is not set" : "is not valid"}`, {
      fix: `Correct it in the environment: ${name} ${issue?.message}. See .env.example`,
    });
  }
  const s = parsed.data;
  if (s.PLUMBLINE_RUN_RENEW_MS * 2 > s.PLUMBLINE_RUN_LEASE_MS) {
    throw new AppError("invalid_request", "PLUMBLINE_RUN_RENEW_MS is more than half of PLUMBLINE_RUN_LEASE_MS", {
      fix: "Renew at least twice within a lease, or one late answer of the database loses every run",
    });
  }
  return {
    database_url: s.DATABASE_URL,
    log_level: s.LOG_LEVEL,
    concurrency: s.PLUMBLINE_RUN_CONCURRENCY,
    concurrency_per_tenant: Math.min(
      s.PLUMBLINE_RUN_CONCURRENCY,
      s.PLUMBLINE_RUN_CONCURRENCY_PER_TENANT ?? Math.max(1, s.PLUMBLINE_RUN_CONCURRENCY - 1),
    ),
    run_timeout_ms: s.PLUMBLINE_RUN_TIMEOUT_MS,
    lease_ms: s.PLUMBLINE_RUN_LEASE_MS,
    renew_ms: s.PLUMBLINE_RUN_RENEW_MS,
    sweep_ms: s.PLUMBLINE_RUN_SWEEP_MS,
    fold_ms: s.PLUMBLINE_RUN_FOLD_MS,
    seen_ms: s.PLUMBLINE_WORKER_SEEN_MS,
    grace_ms: s.PLUMBLINE_WORKER_GRACE_MS,
    exit_with_stdin: s.PLUMBLINE_EXIT_WITH_STDIN === "1",
    text_models: {
      OPENAI_API_KEY: s.OPENAI_API_KEY,
      OPENAI_BASE_URL: s.OPENAI_BASE_URL,
      OPENAI_MODEL: s.OPENAI_MODEL,
      OPENAI_MORE_MODELS: s.OPENAI_MORE_MODELS,
    },
  };
}
