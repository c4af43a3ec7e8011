import type { z } from "zod";
import { ApiError, errorFromAnswer, parseJson, unreachable } from "./api-error.ts";
import { accessToken, endSession } from "./auth.ts";
import { config } from "./config.ts";
import { noteRefusal } from "./rate-limit.ts";
import { tenantChoice } from "./tenant-choice.ts";

type QueryValue = string | number | boolean | undefined | null;

export interface ApiOptions {
  query?: Record<string, QueryValue>;
  /** Sent as JSON, or as it is when FormData. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
  /** False for routes about the caller rather than a tenant. */
  tenant?: boolean;
}

/** The full address of an API path; undefined, null and empty query values are left out. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  const search = params.toString();
  return `${config().api_url}${path}${search && `?${search}`}`;
}

/** The headers every request carries: the access token and the tenant it is pinned to. */
export async function apiHeaders(tenant = true): Promise<Record<string, string>> {
  const token = await accessToken();
  const chosen = tenant ? tenantChoice() : null;
  return { ...(token && { authorization: `Bearer ${token}` }), ...(chosen && { "plumbline-tenant": chosen }) };
}

/**
 * Sends one request and returns the raw answer; throws the ApiError the server meant. A token that was refused is
 * refreshed and tried once more; if it is refused again the session is over.
 */
export async function send(method: string, path: string, options: ApiOptions = {}): Promise<Response> {
  const answer = await attempt(method, path, options);
  if (answer.ok) return answer;
  if (answer.status === 401) {
    if (await accessToken({ refresh: true })) {
      const second = await attempt(method, path, options);
      if (second.ok) return second;
      if (second.status !== 401) throw await refusal(second);
    }
    await endSession();
  }
  throw await refusal(answer);
}

async function refusal(answer: Response): Promise<ApiError> {
  const error = errorFromAnswer(answer.status, await answer.text(), answer.headers);
  noteRefusal(error);
  return error;
}

async function attempt(method: string, path: string, options: ApiOptions): Promise<Response> {
  const form = options.body instanceof FormData ? options.body : undefined;
  const json = options.body !== undefined && !form;
  const headers = {
    accept: "application/json",
    ...(json && { "content-type": "application/json" }),
    ...(await apiHeaders(options.tenant)),
    ...options.headers,
  };
  try {
    return await fetch(apiUrl(path, options.query), {
      method,
      headers,
      body: form ?? (json ? JSON.stringify(options.body) : null),
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable(cause);
  }
}

/** Holds an answer against its contract; an answer outside it is our fault, never the caller's. */
export function parseAnswer<T extends z.ZodType>(schema: T, text: string, headers: Headers): z.infer<T> {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ApiError("ir_invalid", "The server's answer does not have the agreed shape.", {
    fix: "Reload the page. If it happens again, report the request id.",
    cause: parsed.error,
    request_id: headers.get("x-request-id") ?? undefined,
  });
}

async function json<T extends z.ZodType>(method: string, path: string, schema: T, options?: ApiOptions) {
  const answer = await send(method, path, options);
  return parseAnswer(schema, await answer.text(), answer.headers);
}

/** The API, one call per verb; every answer is parsed with its contract and every failure is an ApiError. */
export const api = {
  get: <T extends z.ZodType>(path: string, schema: T, options?: ApiOptions) => json("GET", path, schema, options),
  post: <T extends z.ZodType>(path: string, schema: T, options?: ApiOptions) => json("POST", path, schema, options),
  put: <T extends z.ZodType>(path: string, schema: T, options?: ApiOptions) => json("PUT", path, schema, options),
  patch: <T extends z.ZodType>(path: string, schema: T, options?: ApiOptions) => json("PATCH", path, schema, options),
  delete: async (path: string, options?: ApiOptions): Promise<void> => {
    await send("DELETE", path, options);
  },
};
