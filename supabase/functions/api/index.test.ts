import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AuditPage, DatasetAccepted, DatasetPage, Health, InvitationSent } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { expectAnswer, expectProblem, type TestApp, testApp } from "./platform/test-app.ts";
import { fileForm } from "./platform/test-dataset.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let api: TestApp;
let deno: ChildProcess;
let base: string;

const start = (env: Record<string, string>): ChildProcess =>
  spawn(
    `${root}node_modules/.bin/deno`,
    [
      ...["run", "--cached-only", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "--allow-read=."],
      "supabase/functions/api/index.ts",
    ],
    { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: ["pipe", "pipe", "pipe"] },
  );
const Ready = z.object({ ready: z.literal(true), port: z.int() });

beforeAll(async () => {
  api = await testApp();
  const { edge, jwt_secret } = inject("database");
  deno = start({
    DATABASE_URL: edge,
    JWT_SECRET: jwt_secret,
    PORT: "0",
    PLUMBLINE_MAX_UPLOAD_BYTES: "3000000",
    PLUMBLINE_EXIT_WITH_STDIN: "1",
  });
  if (!deno.stdout) throw new Error("no output");
  const [line] = await once(createInterface(deno.stdout), "line");
  base = `http://127.0.0.1:${Ready.parse(JSON.parse(line)).port}/api`;
});
afterAll(async () => {
  deno.kill("SIGKILL");
  await api.close();
});

test("the API runs on Deno: health, a read and an upload", async () => {
  expect([200, 503]).toContain((await fetch(`${base}/v1/health`)).status);
  Health.parse(await (await fetch(`${base}/v1/health`)).json());
  const user = await api.asMember("editor");
  const headers = { authorization: `Bearer ${user.token}`, "plumbline-tenant": api.tenant_id };
  const bytes = Buffer.alloc(2_500_000, `${crypto.randomUUID()}\n`);
  const post = (body: FormData) => fetch(`${base}/v1/datasets`, { method: "POST", headers, body });
  const { dataset } = await expectAnswer(await post(fileForm(bytes)), 202, DatasetAccepted);
  expect(dataset.size_bytes).toBe(bytes.length);
  const page = await expectAnswer(await fetch(`${base}/v1/datasets`, { headers }), 200, DatasetPage);
  expect(page.items.map((d) => d.id)).toEqual([dataset.id]);
  const file = await fetch(`${base}/v1/datasets/${dataset.id}/file`, { headers });
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  await expectProblem(await post(fileForm(Buffer.alloc(3_000_001))), "payload_too_large");
  await expectProblem(await fetch(`${base}/v1/datasets`), "unauthenticated");
});

test("an API key works on Deno, its requests are counted, and the audit log has the proxy's address", async () => {
  const key = await api.asKey("viewer", 2);
  const read = () => fetch(`${base}/v1/runs`, { headers: { authorization: `Bearer ${key.token}` } });
  expect((await read()).headers.get("ratelimit")).toMatch(/^"key";r=1;/);
  expect((await read()).status).toBe(200);
  await expectProblem(await read(), "rate_limited");
  const owner = await api.asMember("owner");
  const headers = {
    authorization: `Bearer ${owner.token}`,
    "plumbline-tenant": api.tenant_id,
    "content-type": "application/json",
    "x-forwarded-for": "10.0.0.1, 198.51.100.7",
  };
  const body = JSON.stringify({ email: "a@example.test", role: "viewer" });
  const sent = await fetch(`${base}/v1/invitations`, { method: "POST", headers, body });
  await expectAnswer(sent, 201, InvitationSent);
  const page = await expectAnswer(await fetch(`${base}/v1/audit?limit=1`, { headers }), 200, AuditPage);
  expect(page.items[0]).toMatchObject({ action: "invitation.created", address: "198.51.100.7" });
});

test("an upload that is cut off leaves nothing behind on Deno either", async () => {
  const user = await api.asMember("editor");
  const stop = new AbortController();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent++ === 0) {
        const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="cut.csv"\r\n\r\n';
        controller.enqueue(new TextEncoder().encode(head));
        controller.enqueue(new Uint8Array(1_500_000).fill(97));
      } else {
        // The first mebibyte is there: now the caller hangs up.
        await expect.poll(unfinished, { timeout: 10_000 }).toBe(1);
        stop.abort();
      }
    },
  });
  const headers = {
    authorization: `Bearer ${user.token}`,
    "plumbline-tenant": api.tenant_id,
    "content-type": "multipart/form-data; boundary=x",
  };
  const init = { method: "POST", headers, body, signal: stop.signal, duplex: "half" } as const;
  await expect(fetch(`${base}/v1/datasets`, init)).rejects.toThrow();
  await expect.poll(unfinished, { timeout: 10_000 }).toBe(0);
});
const unfinished = async () =>
  (await api.owner`select 1 from public.files where tenant_id = ${api.tenant_id} and stored_at is null`).length;

test("it ends in order when it is told to, or when what started it is gone", async () => {
  deno.stdin?.end();
  const [code] = await once(deno, "exit");
  expect(code).toBe(0);
});

test("with a setting missing it says which and how to mend it", async () => {
  const child = start({ JWT_SECRET: "x".repeat(40) });
  let text = "";
  child.stderr?.on("data", (piece) => (text += piece));
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(text).toContain("DATABASE_URL");
  expect(text).toContain("postgres://edge:");
});

test("Deno and npm are given the same versions of everything", async () => {
  const read = async (path: string) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));
  const { imports } = z.object({ imports: z.record(z.string(), z.string()) }).parse(await read("./deno.json"));
  const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
  const { dependencies } = Manifest.parse(await read("./package.json"));
  const contracts = Manifest.parse(await read("../../../packages/contracts/package.json"));
  const mapped = Object.entries(imports).flatMap(([name, target]) => {
    const found = /^npm:\/?((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(target);
    return found ? [{ name: name.replace(/\/$/, ""), target: found[1], version: found[2] }] : [];
  });
  expect(mapped.length).toBeGreaterThan(6);
  for (const { name, target, version } of mapped) {
    expect(target).toBe(name);
    expect({ name, version }).toEqual({ name, version: dependencies[name] });
    const installed = z.object({ version: z.string() }).parse(await read(`../../../node_modules/${name}/package.json`));
    expect({ name, version: installed.version }).toEqual({ name, version });
  }
  expect(Object.keys(imports)).toEqual(expect.arrayContaining(Object.keys(contracts.dependencies)));
});
