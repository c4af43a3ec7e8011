import { type ErrorCode, errorCodes, Problem, type Role, type ServiceRole } from "@plumbline/contracts";
import type { Hono } from "hono";
import { type JWTPayload, SignJWT } from "jose";
import postgres from "postgres";
import { expect, inject, onTestFinished } from "vitest";
import type { z } from "zod";
import { createApi } from "../app.ts";
import { newSecret, secretHash } from "./auth.ts";
import type { ApiEnv } from "./context.ts";
import { readSettings } from "./env.ts";

export interface TestUser {
  user_id: string;
  email: string;
  token: string;
  /** Calls the real app; `plumbline-tenant` is the user's tenant unless a header says otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  get(path: string, options?: CallOptions): Promise<Response>;
  post(path: string, json?: unknown, options?: CallOptions): Promise<Response>;
  patch(path: string, json?: unknown, options?: CallOptions): Promise<Response>;
  delete(path: string, options?: CallOptions): Promise<Response>;
}
export interface CallOptions {
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface TestApp {
  app: Hono<ApiEnv>;
  /** The owner's connection: sees and changes everything. For arranging and looking, never for acting. */
  owner: postgres.Sql;
  logs: string[];
  tenant_id: string;
  slug: string;
  /** An active member of this test's tenant. */
  asMember(role: Role): Promise<TestUser>;
  /** Somebody who is an owner elsewhere and nothing here. Sends no tenant header. */
  asStranger(): Promise<TestUser>;
  /** A service of this test's tenant, by its API key. */
  asKey(role: ServiceRole, requests_per_minute?: number): Promise<TestUser & { key_id: string }>;
  /** Somebody who signed up and belongs nowhere. */
  asNobody(): Promise<TestUser>;
  /** Nobody: no token. */
  anonymous(method: string, path: string, options?: CallOptions): Promise<Response>;
  close(): Promise<void>;
}

/** The real app on the test database, with a tenant of its own. */
export async function testApp(env: Record<string, string> = {}): Promise<TestApp> {
  const database = inject("database");
  const owner = postgres(database.owner, { max: 1, onnotice: () => {}, fetch_types: false });
  const logs: string[] = [];
  const settings = readSettings({
    DATABASE_URL: database.edge,
    DATABASE_POOL: "4",
    JWT_SECRET: database.jwt_secret,
    ...env,
  });
  const { app, close } = createApi(settings, (line) => logs.push(line));
  const newTenant = async () => {
    const slug = `t-${crypto.randomUUID().slice(0, 18)}`;
    const rows = await owner<{ id: string }[]>`
      insert into public.tenants (slug, name, status) values (${slug}, ${`Tenant ${slug}`}, 'active') returning id`;
    return { id: first(rows).id, slug };
  };
  const { id: tenant_id, slug } = await newTenant();

  const request = (method: string, path: string, headers: Record<string, string>, options: CallOptions = {}) =>
    Promise.resolve(
      app.request(`/api${path}`, {
        method,
        headers: {
          ...headers,
          ...(options.json !== undefined && { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(options.json !== undefined && { body: JSON.stringify(options.json) }),
        ...(options.body !== undefined && { body: options.body, duplex: "half" }),
        ...(options.signal && { signal: options.signal }),
      }),
    );
  const newUser = async (memberOf?: { tenant: string; role: Role }, header = memberOf?.tenant): Promise<TestUser> => {
    const user_id = crypto.randomUUID();
    const email = `${user_id}@example.test`;
    await owner`insert into auth.users (id, email, raw_user_meta_data) values (${user_id}, ${email}, '{}')`;
    if (memberOf) {
      await owner`insert into public.members (tenant_id, user_id, role, status, approved_at)
        values (${memberOf.tenant}, ${user_id}, ${memberOf.role}, 'active', now())`;
    }
    return caller({ user_id, email, token: await signToken({ sub: user_id }) }, header);
  };
  const newKey = async (role: ServiceRole, requests_per_minute = 600) => {
    const user_id = crypto.randomUUID();
    const token = newSecret("pl_");
    await owner`insert into public.profiles (user_id, email, display_name, kind) values (${user_id}, '', 'robot', 'service')`;
    await owner`insert into public.members (tenant_id, user_id, role, status) values (${tenant_id}, ${user_id}, ${role}, 'active')`;
    const rows = await owner<{ id: string }[]>`select private.add_api_key(${tenant_id}, ${user_id}, 'robot',
      ${token.slice(0, 9)}, ${secretHash(token)}, now() + interval '1 day', ${requests_per_minute}) as id`;
    return { ...caller({ user_id, email: "", token }, undefined), key_id: first(rows).id };
  };
  const caller = (who: Pick<TestUser, "user_id" | "email" | "token">, tenant: string | undefined): TestUser => {
    const authorization = `Bearer ${who.token}`;
    const headers = { authorization, ...(tenant !== undefined && { "plumbline-tenant": tenant }) };
    const call: TestUser["call"] = (method, path, options) => request(method, path, headers, options);
    return {
      ...who,
      call,
      get: (path, options) => call("GET", path, options),
      post: (path, json, options) => call("POST", path, { json, ...options }),
      patch: (path, json, options) => call("PATCH", path, { json, ...options }),
      delete: (path, options) => call("DELETE", path, options),
    };
  };
  return {
    app,
    owner,
    logs,
    tenant_id,
    slug,
    asMember: (role) => newUser({ tenant: tenant_id, role }),
    asStranger: async () => {
      const elsewhere = await newTenant();
      const stranger = await newUser({ tenant: elsewhere.id, role: "owner" });
      return stranger;
    },
    asKey: newKey,
    asNobody: () => newUser(),
    anonymous: (method, path, options) => request(method, path, {}, options),
    close: async () => {
      await close();
      await owner.end({ timeout: 5 });
    },
  };
}

/** A token as the local auth server signs it. */
export function signToken(claims: JWTPayload, secret = inject("database").jwt_secret): Promise<string> {
  return new SignJWT({ role: "authenticated", aud: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? "1h")
    .sign(new TextEncoder().encode(secret));
}

/** Expects an RFC 9457 answer with this code, its status and a request id; returns it parsed. */
export async function expectProblem(res: Response, code: ErrorCode): Promise<Problem> {
  const text = await res.text();
  expect({ status: res.status, text }).toMatchObject({ status: errorCodes[code].status });
  expect(res.headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.strict().parse(JSON.parse(text));
  expect(problem.code).toBe(code);
  expect(problem.request_id).toBe(res.headers.get("x-request-id"));
  return problem;
}

/** Expects the status and a body that is exactly of the contract, with no field beyond it. */
export async function expectAnswer<T extends z.ZodObject>(res: Response, status: number, contract: T) {
  const text = await res.text();
  expect({ status: res.status, text }).toMatchObject({ status });
  contract.strict().parse(JSON.parse(text));
  return contract.parse(JSON.parse(text));
}

/** The first of the rows; fails the test when there is none. */
export function first<T>(rows: readonly T[]): T {
  const row = rows[0];
  if (row === undefined) throw new Error("expected a row");
  return row;
}

/** Runs `undo` when the test is over. */
export const afterwards = (undo: () => unknown): void => onTestFinished(async () => void (await undo()));
