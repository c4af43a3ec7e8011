import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatasetAccepted, RunDetail, Tenant } from "@plumbline/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Stack, startStack } from "../local/stack.ts";

let stack: Stack;
let directory: string;
/** All that any part of the stack has printed. */
const printed: string[] = [];
interface Person {
  email: string;
  password: string;
  token: string;
  tenant_id: string;
}
let mine: Person;
let theirs: Person;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plumbline-attack-"));
  stack = await startStack({
    dataDir: directory,
    port: 0,
    databaseUrl: undefined,
    env: {},
    log: (message) => printed.push(message),
    onLine: (name, line) => printed.push(`${name} ${line}`),
  });
  mine = await signUp("mine");
  theirs = await signUp("theirs");
});
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

const key = () => ({ apikey: stack.publishableKey });
const as = ({ token }: Person) => ({ ...key(), authorization: `Bearer ${token}` });
const json = { "content-type": "application/json" };
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${stack.url}${path}`, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
const Session = z.object({ access_token: z.string() });

async function signUp(name: string): Promise<Person> {
  const [email, password] = [`${name}-${crypto.randomUUID()}@example.test`, `secret-${crypto.randomUUID()}`];
  const { access_token } = Session.parse(await (await post("/auth/v1/signup", { email, password }, key())).json());
  const headers = { authorization: `Bearer ${access_token}` };
  const slug = `${name}-${crypto.randomUUID().slice(0, 8)}`;
  const tenant = await post("/functions/v1/api/v1/tenants", { slug, name: `Tenant ${name}` }, headers);
  return { email, password, token: access_token, tenant_id: Tenant.parse(await tenant.json()).id };
}

const upload = async (who: Person, text: string) => {
  const form = new FormData();
  form.set("file", new Blob([text]), "parts.csv");
  const headers = { authorization: `Bearer ${who.token}` };
  const res = await fetch(`${stack.apiUrl}/v1/datasets`, { method: "POST", headers, body: form });
  return DatasetAccepted.parse(await res.json());
};

/** Sends bytes as they are, where fetch would put them right; resolves with what came back until the other side closes. */
function raw(bytes: string): Promise<string> {
  const { port, hostname } = new URL(stack.url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
    // Whoever waits for more of a request that will never be whole says nothing.
    socket.setTimeout(2000, () => socket.destroy());
  });
}
const request = (line: string, headers: string[] = []) =>
  [line, `Host: ${new URL(stack.url).host}`, "Connection: close", ...headers, "", ""].join("\r\n");

describe("REST", () => {
  test.each(["private", "pgboss", "auth", "supabase_migrations", "pg_catalog", "information_schema"])(
    "does not let anybody change to the schema %s",
    async (schema) => {
      const read = await fetch(`${stack.url}/rest/v1/platform_settings?select=*`, {
        headers: { ...as(mine), "accept-profile": schema },
      });
      const called = await post(
        "/rest/v1/rpc/approve_tenant",
        { p_slug: "x" },
        { ...as(mine), "content-profile": schema },
      );
      expect([read.status, called.status]).toEqual([406, 406]);
    },
  );

  test("offers the functions that are meant for it and no other", async () => {
    const public_ = ["cancel_run", "create_dataset", "create_tenant", "delete_dataset", "join_tenant", "run_dataset"];
    for (const name of [...public_, "update_member"]) {
      const text = await (await post(`/rest/v1/rpc/${name}`, { nothing_of_this_name: 1 }, as(mine))).text();
      // It says that there is such a function, with other parameters.
      expect([name, text]).toEqual([name, expect.stringContaining(`public.${name}(`)]);
    }
    const closed = [
      "approve_tenant",
      "enter_with_key",
      "admit",
      "admit_key",
      "audit",
      "verify_audit",
      "tenant_id",
      "health",
    ];
    for (const name of [...closed, "set_config", "pg_sleep", "pg_read_file", "dblink", "query_to_xml", "lo_import"]) {
      for (const body of [{}, { p_share: 1 }, { p_slug: "x" }, { p_hash: "x", p_tenant_header: "" }]) {
        const res = await post(`/rest/v1/rpc/${name}`, body, as(mine));
        expect([name, res.status]).toEqual([name, 404]);
      }
    }
  });

  test("shows nobody anything without a sign-in, and a member nothing of another tenant, however it is asked", async () => {
    await upload(theirs, `id,v\n1,${crypto.randomUUID()}\n`);
    const foreign = `eq.${theirs.tenant_id}`;
    const tables = [
      "members",
      "files",
      "file_chunks",
      "runs",
      "run_events",
      "datasets",
      "audit_log",
      "settings",
      "api_keys",
    ];
    for (const table of tables) {
      for (const headers of [as(mine), { ...as(mine), "plumbline-tenant": theirs.tenant_id }]) {
        const res = await fetch(`${stack.url}/rest/v1/${table}?select=*&tenant_id=${foreign}`, {
          headers: { ...headers, prefer: "count=exact" },
        });
        expect([table, res.status, await res.text()]).toEqual([table, 200, "[]"]);
        expect(res.headers.get("content-range")).toMatch(/^\*\/0$/);
      }
      const anonymous = await fetch(`${stack.url}/rest/v1/${table}?select=*`, { headers: key() });
      expect([table, anonymous.status]).toEqual([table, 401]);
    }
    for (const query of [
      "tenants?select=*,members(*),datasets(*),runs(*)",
      `tenants?or=(id.${foreign},slug.neq.x)&select=*,files(*)`,
      "datasets?select=*,files!inner(*,file_chunks(*))",
      "profiles?select=*,members!members_user_id_fkey(*,tenants(*))",
      `members?select=*,tenants!inner(*)&tenants.id=${foreign}`,
    ]) {
      const text = await (await fetch(`${stack.url}/rest/v1/${query}`, { headers: as(mine) })).text();
      for (const secret of [theirs.tenant_id, theirs.email])
        expect([query, text]).not.toEqual([query, expect.stringContaining(secret)]);
    }
  });

  test("lets a member write into no other tenant and give themselves nothing", async () => {
    const own = `tenant_id=eq.${mine.tenant_id}`;
    const write = async (method: string, path: string, body: unknown, prefer = "return=representation") => {
      const headers = { ...as(mine), ...json, prefer };
      const res = await fetch(`${stack.url}/rest/v1/${path}`, { method, headers, body: JSON.stringify(body) });
      return [path, res.status];
    };
    for (const [method, path, body] of [
      ["PATCH", `members?${own}`, { role: "owner", status: "active" }],
      ["PATCH", `datasets?${own}`, { tenant_id: theirs.tenant_id }],
      ["PATCH", `datasets?${own}`, { revision: 9 }],
      ["PATCH", "tenants?slug=neq.x", { status: "active", name: "taken" }],
      ["PATCH", "profiles?email=neq.x", { email: "other@example.test" }],
      [
        "POST",
        "members",
        { tenant_id: theirs.tenant_id, user_id: crypto.randomUUID(), role: "owner", status: "active" },
      ],
      ["POST", "files", { tenant_id: theirs.tenant_id, name: "x" }],
      ["POST", "files", { tenant_id: mine.tenant_id, name: "x", created_by: crypto.randomUUID() }],
      ["POST", "settings", { tenant_id: mine.tenant_id, namespace: "access", version: 1, value: {} }],
      ["POST", "audit_log", { tenant_id: mine.tenant_id, seq: 1 }],
      ["DELETE", `audit_log?${own}`, undefined],
      ["DELETE", `runs?${own}`, undefined],
    ] as const) {
      expect(await write(method, path, body)).toEqual([path, 403]);
      expect(await write(method, path, body, "resolution=merge-duplicates,tx=commit")).toEqual([path, 403]);
    }
  });
});

describe("the auth server", () => {
  test.each([
    ["GET", "/auth/v1/admin/users"],
    ["POST", "/auth/v1/admin/users"],
    ["POST", "/auth/v1/admin/generate_link"],
    ["GET", "/auth/v1/admin/../admin/users"],
    ["GET", "/auth/v1/%61dmin/users"],
    ["GET", "/auth/v1/console"],
    ["GET", "/auth/v1/"],
    ["GET", "/auth/v1/token/../admin/users"],
    ["POST", "/auth/v1/invite"],
  ])("%s %s is closed to a member and to anybody", async (method, path) => {
    for (const headers of [as(mine), key(), {}]) {
      const answer = await raw(
        request(
          `${method} ${path} HTTP/1.1`,
          Object.entries(headers).map((h) => h.join(": ")),
        ),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  test.each([
    "/_system/config",
    "//_system/config",
    "/auth/v1/../../_system/config",
    "/auth/v1/%2e%2e/%2e%2e/_system/config",
    "/auth/v1/..%2f..%2f_system/config",
    "/rest/v1/../../_system/introspect",
    "/rest/v1/%2e%2e%2f%2e%2e%2f_system/introspect",
    "/functions/v1/api/../../../_system/config",
  ])("its own configuration is not reached by %s", async (path) => {
    for (const headers of [[], [`apikey: ${stack.publishableKey}`, `Authorization: Bearer ${mine.token}`]])
      expect(await raw(request(`GET ${path} HTTP/1.1`, headers))).not.toMatch(
        /postgres(ql)?:\/\/|jwt_secret|secret_key/,
      );
  });

  test("gives a page of another origin nothing, and its answers to no cache", async () => {
    for (const path of ["/auth/v1/user", "/rest/v1/tenants", "/functions/v1/api/v1/me", "/config.json", "/"]) {
      for (const origin of ["https://evil.example", "null", `${stack.url}.evil.example`]) {
        for (const method of ["GET", "OPTIONS"]) {
          const headers = { ...as(mine), origin, "access-control-request-method": "GET" };
          const res = await fetch(`${stack.url}${path}`, { method, headers });
          const granted = [...res.headers].filter(([name]) => /^access-control-allow/.test(name));
          expect([path, origin, method, granted]).toEqual([path, origin, method, []]);
          expect(res.headers.get("set-cookie")).toBeNull();
          if (method === "GET" && path !== "/")
            expect([path, res.headers.get("cache-control")]).toEqual([path, "no-store"]);
        }
      }
    }
  });
});

test("a name of the web that leads to this machine is not served: a page of it would be of the portal's origin", async () => {
  const { port } = new URL(stack.url);
  const named = (host: string, path: string) =>
    raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  for (const path of ["/", "/config.json", "/auth/v1/settings", "/functions/v1/api/v1/health"]) {
    for (const host of [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil.example:${port}`])
      expect(await named(host, path)).toMatch(/^HTTP\/1\.1 421 /);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
      expect(await named(host, path)).not.toMatch(/^HTTP\/1\.1 421 /);
  }
});

describe("the portal", () => {
  test("runs no script but its own files, sits in no frame and sends its forms nowhere else", async () => {
    for (const path of ["/", "/settings/api-keys", "/invite", "/nothing/here", "/start.js"]) {
      const res = await fetch(`${stack.url}${path}`);
      const policy = new Map(
        (res.headers.get("content-security-policy") ?? "").split("; ").map((directive): [string, string] => {
          const [name = "", ...sources] = directive.split(" ");
          return [name, sources.join(" ")];
        }),
      );
      const scripts = policy.get("script-src") ?? policy.get("default-src");
      expect([path, scripts]).toEqual([path, "'self'"]);
      for (const name of ["object-src", "base-uri", "frame-ancestors"])
        expect([name, policy.get(name)]).toEqual([name, "'none'"]);
      expect(policy.get("form-action")).toBe("'self'");
      expect(policy.get("connect-src")).toBe("'self'");
      expect(res.headers.get("x-content-type-options")).toBe("nosniff");
      expect(res.headers.get("x-frame-options")).toBe("DENY");
      expect(res.headers.get("referrer-policy")).toBe("no-referrer");
      // Browsers heed it only over TLS, where a proxy ends that.
      expect(res.headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
      if (/html/.test(res.headers.get("content-type") ?? "")) {
        const html = await res.text();
        expect(html.match(/<script(?![^>]*\bsrc=)/g)).toBeNull();
        expect(html.match(/\son\w+=|javascript:/gi)).toBeNull();
      }
    }
  });

  test("the API's own policy, which allows nothing at all, comes through the gateway", async () => {
    const { headers } = await fetch(`${stack.apiUrl}/v1/health`);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  test.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/assets/../../package.json",
    "/assets/..%2f..%2f..%2fpackage.json",
    "/assets/..%5c..%5cpackage.json",
    "/assets//etc/passwd",
    "/assets/%00",
    "/.env",
    "/functions/v1/api/..%2f..%2f..%2fetc%2fpasswd",
  ])("gives no file of the machine for %s", async (path) => {
    const answer = await raw(request(`GET ${path} HTTP/1.1`));
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    expect(answer).not.toMatch(/"workspaces"|root:x:0|JWT_SECRET/);
  });
});

describe("bytes that are no honest request", () => {
  test.each<[string, () => string]>([
    ["a line end in the address", () => request("GET /functions/v1/api/v1/health\r\nx-injected: 1 HTTP/1.1")],
    [
      "a bare line feed in a header",
      () => request("GET /functions/v1/api/v1/health HTTP/1.1", ["x-request-id: a\nx-b: c"]),
    ],
    ["a NUL in a header", () => request("GET /functions/v1/api/v1/health HTTP/1.1", ["x-request-id: a\0b"])],
    [
      "an escape in a header",
      () => request("GET /functions/v1/api/v1/health HTTP/1.1", ["x-request-id: \x1b[31mred-red"]),
    ],
    ["an encoded line end in the address", () => request("GET /functions/v1/api/v1/%0d%0ax-injected:%201 HTTP/1.1")],
    [
      "an encoded line end in the query",
      () => request("GET /functions/v1/api/v1/health?x=%0d%0ax-injected:%201 HTTP/1.1"),
    ],
    [
      "two lengths",
      () => `${request("POST /functions/v1/api/v1/tenants HTTP/1.1", ["Content-Length: 2", "Content-Length: 40"])}{}`,
    ],
    [
      "a length and chunks",
      () =>
        `${request("POST /functions/v1/api/v1/tenants HTTP/1.1", ["Content-Length: 4", "Transfer-Encoding: chunked"])}0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    ],
    [
      "chunks spelled wrongly",
      () => `${request("POST /functions/v1/api/v1/tenants HTTP/1.1", ["Transfer-Encoding: xchunked"])}0\r\n\r\n`,
    ],
    ["no host", () => "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["headers without end", () => request("GET / HTTP/1.1", [`x-long: ${"x".repeat(100_000)}`])],
    ["a method nobody knows", () => request("BREW /functions/v1/api/v1/health HTTP/1.1")],
    ["another protocol", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ])("%s is refused or answered, and nothing of it becomes a header or a line of the log", async (_, bytes) => {
    const before = printed.length;
    const answer = await raw(bytes());
    const [head = ""] = answer.split("\r\n\r\n");
    expect(head).not.toMatch(/^x-injected|^x-b:/im);
    expect(answer.match(/HTTP\/1\.1 5\d\d/)).toBeNull();
    expect((await fetch(`${stack.apiUrl}/v1/health`)).ok).toBe(true);
    const lines = printed.slice(before);
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}]|x-injected/u);
  });
});

test("slow callers keep nobody else waiting", async () => {
  const { port, hostname, host } = new URL(stack.url);
  const slow: Socket[] = [];
  try {
    for (let i = 0; i < 60; i++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      await once(socket, "connect");
      // A third never ends its headers, a third never its JSON, a third never its file.
      const head = ["GET / HTTP/1.1", `Host: ${host}`];
      const body = [`Authorization: Bearer ${mine.token}`, "Content-Length: 1000000"];
      if (i % 3 === 0) socket.write(`${head.join("\r\n")}\r\nx-slow: `);
      if (i % 3 === 1)
        socket.write(
          `${["POST /functions/v1/api/v1/tenants HTTP/1.1", head[1], ...body, "Content-Type: application/json"].join("\r\n")}\r\n\r\n{`,
        );
      if (i % 3 === 2)
        socket.write(
          `${["POST /functions/v1/api/v1/datasets HTTP/1.1", head[1], ...body, "Content-Type: multipart/form-data; boundary=x"].join("\r\n")}\r\n\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\n\r\na,b`,
        );
      slow.push(socket);
    }
    const { run } = await upload(theirs, `id,v\n1,${crypto.randomUUID()}\n`);
    const headers = { authorization: `Bearer ${theirs.token}` };
    await expect
      .poll(
        async () =>
          RunDetail.parse(await (await fetch(`${stack.apiUrl}/v1/runs/${run.id}`, { headers })).json()).status,
        { timeout: 20_000 },
      )
      .toMatch(/succeeded|degraded|failed/);
    expect(slow.every((socket) => !socket.destroyed)).toBe(true);
  } finally {
    for (const socket of slow) socket.destroy();
  }
});

test("an upload that its sender abandons leaves nothing behind", async () => {
  const { port, hostname, host } = new URL(stack.url);
  const unfinished = async () => {
    const res = await fetch(`${stack.url}/rest/v1/files?select=id&stored_at=is.null`, { headers: as(theirs) });
    return z.array(z.object({ id: z.string() })).parse(await res.json()).length;
  };
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const head = [
    "POST /functions/v1/api/v1/datasets HTTP/1.1",
    `Host: ${host}`,
    `Authorization: Bearer ${theirs.token}`,
    "Content-Type: multipart/form-data; boundary=x",
    "Content-Length: 9000000",
  ];
  socket.write(
    `${head.join("\r\n")}\r\n\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`,
  );
  socket.write("a".repeat(3_000_000));
  await expect.poll(unfinished, { timeout: 20_000 }).toBe(1);
  socket.destroy();
  await expect.poll(unfinished, { timeout: 20_000 }).toBe(0);
});

test("guessing a password is limited, however the address of the sign-in is spelled", async () => {
  const body = (password: string) => ({ email: mine.email, password });
  const spelled = [
    "/auth/v1/token?grant_type=password",
    "/auth/v1/%74oken?grant_type=password",
    "/auth/v1/./token?grant_type=password",
    "/auth/v1/token?grant%5Ftype=password",
    "/auth/v1/token?grant_type=password&grant_type=refresh_token",
  ];
  const guess = async (n: number) => {
    const path = spelled[n % spelled.length] ?? "";
    const text = JSON.stringify(body(`wrong-${n}`));
    const headers = [
      `apikey: ${stack.publishableKey}`,
      "Content-Type: application/json",
      `Content-Length: ${text.length}`,
    ];
    const answer = await raw(`${request(`POST ${path} HTTP/1.1`, headers)}${text}`);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  };
  const statuses: number[] = [];
  for (let n = 0; n < 15; n++) statuses.push(await guess(n));
  expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(10);
  expect(statuses.slice(-3)).toEqual([429, 429, 429]);
  // Not even the right password tells itself now, and capitals or blanks make no other person.
  for (const email of [mine.email, mine.email.toUpperCase(), ` ${mine.email} `]) {
    const res = await post("/auth/v1/token?grant_type=password", { email, password: mine.password }, key());
    expect([email, res.status]).toEqual([email, 429]);
    expect(Number(res.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  for (const email of [[mine.email], { $ne: "" }, `${mine.email}\0`]) {
    const res = await post("/auth/v1/token?grant_type=password", { email, password: "x" }, key());
    expect(res.status).toBe(400);
  }
});

test("in all that the parts printed there is no secret, token, password, address or cell", async () => {
  const cell = `cell-${crypto.randomUUID()}`;
  const { run } = await upload(mine, `id,what,who\n1,${cell},${mine.email}\n2,${cell},x\n`);
  const headers = { authorization: `Bearer ${mine.token}` };
  const status = async () =>
    RunDetail.parse(await (await fetch(`${stack.apiUrl}/v1/runs/${run.id}`, { headers })).json()).status;
  await expect.poll(status, { timeout: 30_000 }).toMatch(/succeeded|degraded|failed/);
  // What makes databases and parsers complain with the value in their mouth.
  const long = `display-${"x".repeat(200)}`;
  await fetch(`${stack.url}/rest/v1/profiles?user_id=not.is.null`, {
    method: "PATCH",
    headers: { ...as(mine), ...json },
    body: JSON.stringify({ display_name: long }),
  });
  await fetch(`${stack.url}/rest/v1/runs?id=eq.${cell}`, { headers: as(mine) });
  await fetch(`${stack.apiUrl}/v1/runs/${cell}?search=${cell}`, { headers });
  await post("/functions/v1/api/v1/tenants", { slug: cell, name: "\0" }, headers);
  const secrets = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(directory, "secrets.json"), "utf8")));
  const text = printed.join("\n");
  expect(text).toContain("/api/v1/runs/:id");
  const private_ = [mine, theirs].flatMap(({ email, password, token }) => [email, password, token]);
  for (const word of [...Object.values(secrets), ...private_, cell, long]) {
    const at = text.indexOf(word);
    expect(at < 0 ? "" : text.slice(Math.max(0, at - 100), at + 20)).toBe("");
  }
});
