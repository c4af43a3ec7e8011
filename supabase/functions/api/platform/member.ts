import { AppError, MemberStatus, TenantStatus } from "@plumbline/contracts";
import { z } from "zod";
import { clientAddress } from "./client-address.ts";
import type { ApiContext } from "./context.ts";
import type { RowsOf } from "./db.ts";
import { sqlState } from "./problem.ts";
import { type Query, sql } from "./sql.ts";

const statement_timeout_ms = 8000;

/**
 * Runs the queries as the signed-in member: one message, one transaction, under row-level security, pinned to the
 * tenant of the header `plumbline-tenant` (else the member's default). Every setting ends with the transaction.
 * When the database refuses or finds nothing and the caller is not an active member, the error says what is missing.
 */
export async function asMember<Queries extends readonly Query[]>(
  c: ApiContext,
  ...queries: Queries
): Promise<RowsOf<Queries>> {
  const settings = memberSettings(c);
  try {
    return await c.get("db").send(settings, ...queries);
  } catch (error) {
    if (["42501", "PT404"].includes(sqlState(error) ?? "")) await requireAccess(c);
    throw error;
  }
}

/** As `asMember`, for queries whose first one finds nothing unless the member is active in the tenant. */
export async function readAsMember<Queries extends readonly Query[]>(
  c: ApiContext,
  ...queries: Queries
): Promise<RowsOf<Queries>> {
  const results = await asMember(c, ...queries);
  // Only an answer with nothing in it costs a second round trip: it may mean pending, suspended or foreign.
  if (results[0]?.length === 0) await requireAccess(c);
  return results;
}

/** As `readAsMember`, for one row; throws not_found with `detail` when there is none. */
export async function getAsMember<Row>(c: ApiContext, query: Query<Row>, detail: string): Promise<Row> {
  const [rows] = await readAsMember(c, query);
  const row = rows[0];
  if (row === undefined) throw new AppError("not_found", detail);
  return row;
}

/** As `asMember`, for what is about the caller and no tenant: errors are answered as the database gives them. */
export const asCaller = <Queries extends readonly Query[]>(
  c: ApiContext,
  ...queries: Queries
): Promise<RowsOf<Queries>> => c.get("db").send(memberSettings(c), ...queries);

/** As `asMember`, for owners alone; throws forbidden, "Only an owner <act>", for other members. */
export async function asOwner<Queries extends readonly Query[]>(
  c: ApiContext,
  act: string,
  ...queries: Queries
): Promise<RowsOf<Queries>> {
  const [[owner], ...results] = await asMember(c, ownerCheck, ...queries);
  if (owner === undefined) {
    await requireAccess(c);
    throw new AppError("forbidden", `Only an owner ${act}`, { fix: "Ask an owner of this tenant" });
  }
  return results;
}

/** One row for an active member of the pinned tenant: for `readAsMember` where no rows are an answer too. */
export const memberCheck = sql<{ is_member: true }>`select true as is_member where private.tenant_id() is not null`;
const ownerCheck = sql<{ is_owner: true }>`select true as is_owner where private.tenant_id('owner') is not null`;

/** Runs the queries as anybody: sees only what the role `anon` may. */
export const asAnyone = <Queries extends readonly Query[]>(
  c: ApiContext,
  ...queries: Queries
): Promise<RowsOf<Queries>> => c.get("db").send(sql`${anybodySettings(c)}; set local role anon`, ...queries);

/** Throws the reason why the caller cannot work in the tenant; returns when they can. One round trip. */
export async function requireAccess(c: ApiContext): Promise<void> {
  const [access, own] = await c
    .get("db")
    .send(
      memberSettings(c),
      sql<{ access: unknown }>`select private.access() as access`,
      sql<{ status: string }>`select status from public.members where user_id = auth.uid() and status <> 'removed'`,
    );
  const standing = Standing.nullable().parse(access[0]?.access ?? null);
  if (standing === null) {
    if (c.req.header("plumbline-tenant")) throw new AppError("not_found", "There is no such tenant");
    if (own.some((m) => m.status === "pending")) throw membershipPending();
    throw new AppError("tenant_required", "You are not a member of a tenant yet", {
      fix: "Create a tenant, or ask to join one by its short name",
    });
  }
  if (standing.member_status === "pending") throw membershipPending();
  if (standing.member_status === "suspended") {
    throw new AppError("membership_suspended", "Your membership of this tenant is suspended", {
      fix: "Ask an owner of the tenant",
    });
  }
  if (standing.tenant_status === "pending") {
    throw new AppError("tenant_pending", "The tenant is waiting for the platform operator's approval", {
      fix: "Wait, or ask the operator",
    });
  }
  if (standing.tenant_status === "suspended") {
    throw new AppError("tenant_suspended", "The tenant is suspended", { fix: "Ask the platform operator" });
  }
}

const Standing = z.object({ member_status: MemberStatus, tenant_status: TenantStatus });

const membershipPending = () =>
  new AppError("membership_pending", "Your membership is waiting for approval", {
    fix: "An owner of the tenant approves it",
  });

const uuid = z.regexes.uuid();

/** The tenant that the request names, in lower case; "" when none. Throws not_found when it cannot be one. */
export function requestedTenant(c: ApiContext): string {
  const tenant = c.req.header("plumbline-tenant") ?? "";
  // A tenant that cannot be read must not fall back to the default one.
  if (tenant !== "" && !uuid.test(tenant)) throw new AppError("not_found", "There is no such tenant");
  return tenant.toLowerCase();
}

/** What makes the rest of a message the caller's: role, claims, tenant and where the request came from. */
export function memberSettings(c: ApiContext): Query {
  const claims = c.get("claims");
  const key_hash = c.get("key_hash");
  const tenant = requestedTenant(c);
  // The key is judged and its claims are set before the role is taken, by a function only the login may call.
  if (key_hash !== undefined) {
    return sql`select private.enter_with_key(${key_hash}, ${tenant}); ${requestSettings(c)}; set local role authenticated`;
  }
  if (claims === undefined) throw new Error("asMember needs a route behind signedIn");
  return sql`set local request.jwt.claims = ${JSON.stringify(claims)};
set local request.jwt.claim.sub = ${claims.sub};
set local app.request_tenant_id = ${tenant};
${requestSettings(c)}; set local role authenticated`;
}

/** What a signed-in request sets, whoever sends it; enough for the login itself, before a key has been judged. */
export function requestSettings(c: ApiContext): Query {
  const address = clientAddress(c.req.header("x-forwarded-for"), c.get("settings").proxy_hops);
  return sql`${anybodySettings(c)}; set local app.address = ${address}`;
}

/**
 * SET LOCAL ends with the message's transaction as `set_config` does, and costs Postgres half of it: nothing to plan, no
 * row to send back.
 */
const anybodySettings = (c: ApiContext): Query =>
  sql`set local app.request_id = ${c.get("request_id")}; set local statement_timeout = ${String(statement_timeout_ms)}`;
