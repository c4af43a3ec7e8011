import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AppError } from "@plumbline/contracts";
import { z } from "zod";

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4400),
  PLUMBLINE_DATA_DIR: z.string().min(1).default(".plumbline"),
  DATABASE_URL: z.union([z.literal(""), z.url({ protocol: /^postgres(ql)?$/ })]).optional(),
});

/** Settings that edge and worker read themselves; .env.example documents each. */
const passedOn = /^(PLUMBLINE_(?!DATA_DIR)|OPENAI_|LOG_LEVEL$)/;

export interface StackSettings {
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
  env: Record<string, string | undefined>;
}

const envFile = fileURLToPath(new URL("../../.env", import.meta.url));

/** Adds what the project's .env says to the environment; what is set already stays. */
export function loadEnvFile(): void {
  if (existsSync(envFile)) process.loadEnvFile(envFile);
}

/** Reads the stack's settings from the environment. Throws AppError naming the variable that is wrong. */
export function readSettings(env: NodeJS.ProcessEnv): StackSettings {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("invalid_request", `${issue?.path.join(".")} is not valid: ${issue?.message}`, {
      fix: "Correct it in the environment or in .env; .env.example shows what is allowed",
    });
  }
  return {
    port: parsed.data.PORT,
    dataDir: parsed.data.PLUMBLINE_DATA_DIR,
    databaseUrl: parsed.data.DATABASE_URL || undefined,
    env: Object.fromEntries(Object.entries(env).filter(([key]) => passedOn.test(key))),
  };
}
