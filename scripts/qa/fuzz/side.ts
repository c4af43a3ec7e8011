import { randomBytes } from "node:crypto";
import { ApiKeyMade, AppError, DatasetAccepted, Me, RunDetail, Settings, Tenant } from "@plumbline/contracts";
import { z } from "zod";
import { Known, nounOf } from "./known.ts";
import { addMetrics, addPipelines, registerSteps } from "./pipelines.ts";
import { publish } from "./publish.ts";
import type { Sent } from "./request.ts";
import type { Target } from "./target.ts";

export interface Principal {
  name: string;
  /** What goes behind `Bearer `; undefined sends no header. */
  token: string | undefined;
}

/** One of the two tenants: its people in every standing, and what they know. */
export interface Side {
  tenant_id: string;
  slug: string;
  /** In every name, address and cell of this tenant, and nowhere else. */
  marker: string;
  owner: Principal;
  principals: Principal[];
  known: Known;
}

/** For answers that nobody looks at. */
export const nothing = z.unknown();

/** Calls as somebody and expects it to work: for arranging, never for what is judged. */
export async function call<T extends z.ZodType>(
  target: Target,
  who: Principal,
  contract: T,
  method: string,
  path: string,
  more: { json?: unknown; tenant?: string; form?: [name: string, text: string] } = {},
): Promise<z.infer<T>> {
  const headers: [string, string][] = [["authorization", `Bearer ${who.token}`]];
  if (more.tenant !== undefined) headers.push(["plumbline-tenant", more.tenant]);
  const sent: Sent = { method, path, headers, body: undefined };
  if (more.json !== undefined) {
    headers.push(["content-type", "application/json"]);
    sent.body = JSON.stringify(more.json);
  }
  if (more.form) {
    headers.push(["content-type", "multipart/form-data; boundary=x"]);
    sent.body = `--x\r\ncontent-disposition: form-data; name="file"; filename="${more.form[0]}"\r\n\r\n${more.form[1]}\r\n--x--\r\n`;
  }
  const res = await target.send(sent);
  const text = await res.text();
  if (!res.ok)
    throw new AppError("unavailable", `Nothing can be arranged: ${who.name} got ${res.status} for ${method} ${path}`, {
      fix: text.slice(0, 500),
    });
  return contract.parse(text === "" ? undefined : JSON.parse(text));
}

/** Makes a tenant with a person in every standing, API keys, datasets, pipelines and the rest, all through the API. */
export async function makeSide(target: Target, name: string): Promise<Side> {
  const marker = `mk${randomBytes(6).toString("hex")}`;
  const person = async (role: string): Promise<Principal & { id: string }> => {
    const token = await target.signUp(`${role}.${marker}@example.test`);
    const who = { name: `${name}_${role}`, token };
    return { ...who, id: (await call(target, who, Me, "GET", "/v1/me")).user_id };
  };
  const owner = await person("owner");
  const slug = `fz-${marker}`;
  const tenant = await call(target, owner, Tenant, "POST", "/v1/tenants", { json: { slug, name: `Works ${marker}` } });
  if (tenant.status !== "active") {
    throw new AppError("tenant_pending", "New tenants wait for approval here, so nothing can be arranged", {
      fix: "Set auto_approve_tenants in private.platform_settings while the fuzzer runs",
    });
  }
  if (target.owner) await target.owner`update public.tenants set requests_per_minute = 1000000 where id = ${tenant.id}`;
  const pinned = { tenant: tenant.id };
  const joined = async (role: string, change: object | undefined) => {
    const who = await person(role);
    await call(target, who, nothing, "POST", "/v1/tenants/join", { json: { slug } });
    if (change)
      await call(target, owner, nothing, "PATCH", `/v1/members/${who.id}`, {
        ...pinned,
        json: { status: "active", ...change },
      });
    return who;
  };
  const editor = await joined("editor", { role: "editor" });
  const viewer = await joined("viewer", {});
  const pending = await joined("pending", undefined);
  const [suspended, removed] = [await joined("suspended", {}), await joined("removed", {})];
  for (const [who, status] of [
    [suspended, "suspended"],
    [removed, "removed"],
  ] as const)
    await call(target, owner, nothing, "PATCH", `/v1/members/${who.id}`, { ...pinned, json: { status } });
  const newcomer = await person("newcomer");

  const key = async (role: string, requests_per_minute: number) => {
    const json = { name: `${role} ${marker}`, role, requests_per_minute };
    const { api_key, secret } = await call(target, owner, ApiKeyMade, "POST", "/v1/api-keys", { ...pinned, json });
    return { principal: { name: `${name}_key_${role}_${requests_per_minute}`, token: secret }, api_key };
  };
  const keys = [await key("editor", 100_000), await key("viewer", 100_000), await key("viewer", 1)];

  // Whoever is shot with stays as they are: no request of ours names them.
  const people = [owner, editor, viewer, pending, suspended, removed];
  const kept = new Set([...people.map((p) => p.id), ...keys.flatMap(({ api_key }) => [api_key.id, api_key.user_id])]);
  const known = new Known(kept);
  known.add("own_tenant", tenant.id);
  known.add("tenant", tenant.id);
  known.add("slug", slug);
  known.add("email", `newcomer.${marker}@example.test`);

  // Others to be changed, invited and removed; a key to be rotated and revoked.
  const { api_key: spare } = await key("viewer", 50);
  known.add("api_key", spare.id);
  for (const role of ["one", "two", "three"]) known.add("user", (await joined(role, {})).id);
  await call(target, owner, nothing, "POST", "/v1/invitations", {
    ...pinned,
    json: { email: `invited.${marker}@example.test`, role: "viewer" },
  });
  const side: Side = {
    tenant_id: tenant.id,
    slug,
    marker,
    owner,
    known,
    principals: [
      ...Array.from({ length: 8 }, () => owner),
      ...[editor, editor, editor, viewer, viewer, pending, suspended, removed, newcomer, newcomer, newcomer],
      ...keys.map(({ principal }) => principal),
      ...keys.slice(0, 2).map(({ principal }) => principal),
    ],
  };
  await registerSteps(target);
  for (let i = 0; i < 3; i++) await addDataset(target, side);
  await addPipelines(target, side);
  return side;
}

/** Uploads a table of the tenant and waits until there is something to read of it. */
async function addDataset(target: Target, side: Side): Promise<void> {
  const pinned = { tenant: side.tenant_id };
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${side.marker}-${randomBytes(3).toString("hex")},${i % 7}`);
  const form: [string, string] = [`${side.marker}.csv`, `id,part,amount\n${rows.join("\n")}\n`];
  const { dataset, run } = await call(target, side.owner, DatasetAccepted, "POST", "/v1/datasets", { ...pinned, form });
  if (target.owner && target.logs) await publish(target.owner, side, dataset.id, run.id);
  else {
    for (let left = 100; left > 0; left--) {
      const { status } = await call(target, side.owner, RunDetail, "GET", `/v1/runs/${run.id}`, pinned);
      if (status !== "queued" && status !== "running") break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  for (const noun of ["datasets", "runs", "insights"]) await learn(target, side, `/v1/${noun}?limit=100`);
}

/** Reads a list as the owner and takes up its ids; answers what it said. */
export async function learn(target: Target, side: Side, path: string): Promise<string> {
  const headers: [string, string][] = [
    ["authorization", `Bearer ${side.owner.token}`],
    ["plumbline-tenant", side.tenant_id],
  ];
  const res = await target.send({ method: "GET", path, headers, body: undefined });
  const text = await res.text();
  const noun = nounOf(path.split("?")[0] ?? path);
  if (res.ok && /json/.test(res.headers.get("content-type") ?? "")) side.known.learn(JSON.parse(text), noun);
  return text;
}

/** Takes no requests to join any more: whoever knows the short name would else be shown as waiting, by right. */
export async function closeDoor(target: Target, { owner, tenant_id: tenant }: Side): Promise<void> {
  const { version } = await call(target, owner, Settings, "GET", "/v1/settings/access", { tenant });
  const json = { version, value: { allow_join_requests: false } };
  await call(target, owner, nothing, "PATCH", "/v1/settings/access", { tenant, json });
}

/** Brings back what the requests wear out: a feature switched off, the last dataset or metric deleted, a worker's sign of life. */
export async function tend(target: Target, side: Side): Promise<void> {
  await target.owner?.unsafe("select private.worker_seen('fuzz', '0')");
  const pinned = { tenant: side.tenant_id, json: { override: null } };
  await call(target, side.owner, nothing, "PATCH", "/v1/features/copilot.dataset", pinned);
  await addDataset(target, side);
  await addMetrics(target, side);
}
