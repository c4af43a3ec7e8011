import { AppError, defaultMaxUploadBytes } from "@plumbline/contracts";
import { z } from "zod";

const text = z.string().trim().min(1);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema.optional());
const origins = z
  .string()
  .transform((list) =>
    list
      .split(",")
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ""),
  )
  .pipe(z.array(z.union([z.literal("*"), z.url({ protocol: /^https?$/ })])));

const Variables = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    JWT_SECRET: optional(z.string().min(32)),
    SUPABASE_URL: optional(z.url({ protocol: /^https?$/ })),
    JWKS_URL: optional(z.url({ protocol: /^https?$/ })),
    JWT_ISSUER: optional(text),
    PORT: optional(z.coerce.number().int().min(0).max(65_535)),
    HOST: optional(text),
    DATABASE_POOL: optional(z.coerce.number().int().min(1).max(100)),
    PLUMBLINE_MAX_UPLOAD_BYTES: optional(z.coerce.number().int().min(1)),
    PLUMBLINE_ALLOWED_ORIGINS: optional(origins),
    PLUMBLINE_PROXY_HOPS: optional(z.coerce.number().int().min(0).max(10)),
    PLUMBLINE_LOG: optional(z.enum(["json", "off"])),
  })
  .refine((v) => v.JWT_SECRET ?? v.SUPABASE_URL ?? v.JWKS_URL, {
    path: ["JWT_SECRET"],
    message: "no way to verify a token",
  });

/** What to write into each variable; the second half of every settings error. */
const fixes: Record<string, string> = {
  DATABASE_URL: "Set it to the edge login's address: postgres://edge:password@host:5432/postgres",
  JWT_SECRET: "Set JWT_SECRET (at least 32 characters), or SUPABASE_URL so that tokens are verified by JWKS",
  SUPABASE_URL: "Set it to the project's address: https://<ref>.supabase.co",
  JWKS_URL: "Set it to the address of the JSON web key set, or leave it out",
  PORT: "Set it to a port between 0 and 65535",
  DATABASE_POOL: "Set it to how many connections one process may hold, 1 to 100",
  PLUMBLINE_MAX_UPLOAD_BYTES: "Set it to a number of bytes",
  PLUMBLINE_ALLOWED_ORIGINS: "Set it to origins separated by commas: https://app.example.com,http://localhost:5173",
  PLUMBLINE_PROXY_HOPS: "Set it to how many proxies stand before the API, 0 to 10",
  PLUMBLINE_LOG: "Set it to json or off",
};

export interface Settings {
  database_url: string;
  database_pool: number;
  port: number;
  host: string;
  /** HS256 is accepted only when this is set. */
  jwt_secret: string | undefined;
  /** ES256 and RS256 are accepted only when this is set. */
  jwks_url: string | undefined;
  /** Demanded of every token when set; JWKS tokens always have one. */
  jwt_issuer: string | undefined;
  jwks_issuer: string | undefined;
  max_upload_bytes: number;
  /** Other origins that browsers may call from; empty means the same origin only. */
  allowed_origins: string[];
  /** How many proxies add to X-Forwarded-For before a request arrives; 0 believes none of it. */
  proxy_hops: number;
  log: boolean;
}

/** Validates the environment; throws AppError `internal` naming every wrong variable and its fix. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const parsed = Variables.safeParse(env);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => {
      const location = String(issue.path[0] ?? "");
      return { location, message: issue.message, fix: fixes[location] ?? "Correct it or leave it out" };
    });
    const sentence = errors.map((e) => `${e.location}: ${e.message}. ${e.fix}.`).join(" ");
    throw new AppError("internal", `The settings are not valid. ${sentence}`, { errors });
  }
  const v = parsed.data;
  const base = v.SUPABASE_URL?.replace(/\/+$/, "");
  return {
    database_url: v.DATABASE_URL,
    database_pool: v.DATABASE_POOL ?? 10,
    port: v.PORT ?? 54_321,
    host: v.HOST ?? "127.0.0.1",
    jwt_secret: v.JWT_SECRET,
    jwks_url: v.JWKS_URL ?? (base && `${base}/auth/v1/.well-known/jwks.json`),
    jwt_issuer: v.JWT_ISSUER,
    jwks_issuer: v.JWT_ISSUER ?? (base && `${base}/auth/v1`),
    max_upload_bytes: v.PLUMBLINE_MAX_UPLOAD_BYTES ?? defaultMaxUploadBytes,
    allowed_origins: v.PLUMBLINE_ALLOWED_ORIGINS ?? [],
    proxy_hops: v.PLUMBLINE_PROXY_HOPS ?? 1,
    log: v.PLUMBLINE_LOG !== "off",
  };
}
