import { type DestinationStream, destination, type Logger, pino } from "pino";

export type { Logger } from "pino";

/**
 * JSON lines on standard error, one object a line, time in ISO form. Bind `tenant_id`, `run_id`, `step` and `trace_id`
 * with `child`; never log cells, file names, addresses or anything else a person typed.
 */
export function createLog(level: string, stream: DestinationStream = destination({ fd: 2, sync: true })): Logger {
  return pino(
    {
      level,
      base: { service: "worker", pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: errorForLog },
    },
    stream,
  );
}

/** An error without the values it may carry: a database error quotes them, and its detail has whole rows. */
export function errorForLog(error: unknown): object {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const fromDatabase = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  return {
    name: error.name,
    message: fromDatabase ? error.message.replace(/"[^"]*"|'[^']*'/g, "…") : error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack?.split("\n").filter((line) => /^\s+at /.test(line)),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
  };
}
