import { DatasetAccepted, Invitation, InvitationSent, Member, Tenant } from "@plumbline/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { afterwards, expectAnswer, expectProblem, type TestApp, type TestUser, testApp } from "./test-app.ts";
import { fileForm, upload } from "./test-dataset.ts";

let api: TestApp;
let owner: TestUser;
beforeAll(async () => {
  api = await testApp();
  owner = await api.asMember("owner");
});
afterAll(() => api.close());

/** The parsed log lines since `from`; a line that is none of ours fails. */
const linesSince = (from: number): Record<string, unknown>[] =>
  api.logs.slice(from).map((line) => {
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    return JSON.parse(line);
  });
const slug = () => `x-${crypto.randomUUID().slice(0, 12)}`;
const post = (path: string, body: BodyInit, type = "application/json") =>
  owner.call("POST", path, { body, headers: { "content-type": type } });

describe("the header plumbline-tenant", () => {
  test.each([
    ["an id of nobody", () => crypto.randomUUID()],
    ["the own tenant twice", () => `${api.tenant_id}, ${api.tenant_id}`],
    ["the own tenant and another", () => `${api.tenant_id},${crypto.randomUUID()}`],
    ["the own tenant in brackets", () => `{${api.tenant_id}}`],
    ["the own tenant without hyphens", () => api.tenant_id.replaceAll("-", "")],
    ["the own tenant as a URN", () => `urn:uuid:${api.tenant_id}`],
    ["the own tenant and SQL", () => `${api.tenant_id}' or true --`],
    ["a short name", () => api.slug],
    ["a star", () => "*"],
    ["null", () => "null"],
    ["an encoded NUL", () => `${api.tenant_id}%00`],
  ])("with %s opens nothing, and never falls back to the default tenant", async (_, value) => {
    const headers = { "plumbline-tenant": value() };
    for (const path of ["/v1/runs", "/v1/members", "/v1/datasets", "/v1/settings", "/v1/audit", "/v1/features"])
      await expectProblem(await owner.get(path, { headers }), "not_found");
  });

  test("in capitals or with blanks around is the same tenant", async () => {
    for (const value of [api.tenant_id.toUpperCase(), ` ${api.tenant_id} `])
      expect((await owner.get("/v1/runs", { headers: { "plumbline-tenant": value } })).status).toBe(200);
  });

  test("of a tenant one was removed from says what one that never was says", async () => {
    const gone = await api.asMember("editor");
    await api.owner`update public.members set status = 'removed' where user_id = ${gone.user_id}`;
    const said = async (tenant: string) => {
      const { request_id: _, ...rest } = await expectProblem(
        await gone.get("/v1/runs", { headers: { "plumbline-tenant": tenant } }),
        "not_found",
      );
      return rest;
    };
    expect(await said(api.tenant_id)).toEqual(await said(crypto.randomUUID()));
  });
});

describe("a JSON body", () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  test.each<[string, () => BodyInit]>([
    ["nested 33 deep", () => `{"slug":"${slug()}","name":"x","more":${deep(33)}}`],
    ["nested 100,000 deep", () => deep(100_000)],
    ["of 500,000 open brackets", () => "[".repeat(500_000)],
    ["with a key twice", () => `{"slug":"${slug()}","name":"x","name":"y"}`],
    ["with a key twice, once escaped", () => `{"slug":"${slug()}","name":"x","n\\u0061me":"y"}`],
    ["with a key twice where nothing is expected", () => `{"slug":"${slug()}","name":"x","z":[{"a":1,"a":2}]}`],
    ["that is cut off", () => `{"slug":"${slug()}","name":"x"`],
    ["with something behind it", () => `{"slug":"${slug()}","name":"x"} {}`],
    ["that is a list", () => `[{"slug":"${slug()}","name":"x"}]`],
    ["that is null", () => "null"],
    ["that is empty", () => ""],
    ["with a comment", () => `{"slug":"${slug()}","name":"x" /* owner */}`],
    ["with a NUL in a text", () => `{"slug":"${slug()}","name":"a\\u0000b"}`],
    ["in UTF-16", () => new Uint16Array([...`{"slug":"${slug()}","name":"x"}`].map((c) => c.charCodeAt(0)))],
    ["with a number where a text belongs", () => `{"slug":"${slug()}","name":1e999}`],
    ["with an object where a text belongs", () => `{"slug":{"$ne":null},"name":{"toString":"x"}}`],
  ])("%s is refused as what it is", async (_, body) => {
    const problem = await expectProblem(await post("/v1/tenants", body()), "invalid_request");
    expect(JSON.stringify(problem).length).toBeLessThan(2000);
  });

  test("over a mebibyte is refused, declared or not", async () => {
    const large = `{"slug":"${slug()}","name":"x","more":"${"x".repeat(1_100_000)}"}`;
    await expectProblem(await post("/v1/tenants", large), "payload_too_large");
    await expectProblem(await post("/v1/tenants", new Blob([large]).stream()), "payload_too_large");
  });

  test("with broken UTF-8 is stored as text that can be read, or refused", async () => {
    const bytes = new TextEncoder().encode(`{"slug":"${slug()}","name":"a?b"}`);
    bytes[bytes.indexOf(63)] = 0xff;
    const tenant = await expectAnswer(await post("/v1/tenants", bytes), 201, Tenant);
    expect(tenant.name).toBe("a\ufffdb");
    const lone = await post("/v1/tenants", `{"slug":"${slug()}","name":"a\\ud800b"}`);
    expect([201, 400]).toContain(lone.status);
  });

  test.each([
    "text/plain",
    "text/plain; x=application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/jsonp",
    "",
  ])("sent as %s is refused: a form of another page could send it", async (type) => {
    await expectProblem(await post("/v1/tenants", `{"slug":"${slug()}","name":"x"}`, type), "unsupported_media_type");
  });

  test("cannot change what objects are made from", async () => {
    const names =
      '{"__proto__":{"role":"owner","admin":true},"constructor":{"prototype":{"admin":true}},"role":"viewer"}';
    const viewer = await api.asMember("viewer");
    const headers = { "content-type": "application/json" };
    const res = await owner.call("PATCH", `/v1/members/${viewer.user_id}`, { body: names, headers });
    expect((await expectAnswer(res, 200, Member)).role).toBe("viewer");
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("admin" in {}).toBe(false);
  });

  test("cannot make its caller more than they are", async () => {
    const viewer = await api.asMember("viewer");
    const more = { role: "owner", status: "active", user_id: owner.user_id, tenant_id: api.tenant_id, kind: "service" };
    expect((await viewer.patch("/v1/me", { display_name: "me", email: owner.email, ...more })).status).toBe(200);
    await expectProblem(await viewer.patch(`/v1/members/${viewer.user_id}`, more), "forbidden");
    const [row] = await api.owner`select role, status from public.members where user_id = ${viewer.user_id}`;
    expect(row).toEqual({ role: "viewer", status: "active" });
    const [profile] = await api.owner`select email, kind from public.profiles where user_id = ${viewer.user_id}`;
    expect(profile).toEqual({ email: viewer.email, kind: "person" });
  });
});

describe("headers and the log", () => {
  const hostile = [
    "abcdefgh\x1b[31mred",
    "abcdefgh\tx",
    "abcdefgh\u0085x",
    '{"level":"fatal"}',
    "%0d%0aset-cookie:a=b",
    "x".repeat(101),
  ];
  test.each(hostile)("a request id of %j is neither repeated nor logged", async (id) => {
    const from = api.logs.length;
    const res = await owner.get("/v1/runs", { headers: { "x-request-id": id } });
    expect(res.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(res.headers.get("set-cookie")).toBeNull();
    for (const line of linesSince(from)) expect(line.request_id).toBe(res.headers.get("x-request-id"));
  });

  test("an address, a method, a browser or a query that wants to be a line of the log is none", async () => {
    const from = api.logs.length;
    const forged = '\n{"level":"fatal","message":"forged"}';
    await owner.get(`/v1/runs/${encodeURIComponent(forged)}?search=${encodeURIComponent(forged)}`);
    await owner.get(`/v1/${encodeURIComponent(forged)}`);
    await owner.call("BREW", "/v1/runs");
    await owner.get("/v1/runs", {
      headers: { "user-agent": "\x1b]0;forged\x07", referer: "forged", "x-forwarded-for": "forged" },
    });
    await owner.get("/v1/runs", { headers: { "plumbline-tenant": "forged" } });
    const lines = linesSince(from);
    expect(lines).toHaveLength(5);
    expect(JSON.stringify(lines)).not.toContain("forged");
  });

  test("what a caller says of where they come from is in no log, and in the audit log only when it is an address", async () => {
    for (const [given, kept] of [
      ["6.6.6.6, 203.0.113.9", "203.0.113.9"],
      ["203.0.113.9, '; drop table x --", null],
      ["2001:db8::1", "2001:db8::1"],
      ["x".repeat(5000), null],
    ] as const) {
      const viewer = await api.asMember("viewer");
      await owner.patch(`/v1/members/${viewer.user_id}`, { role: "editor" }, { headers: { "x-forwarded-for": given } });
      const [row] = await api.owner`select address from public.audit_log
        where tenant_id = ${api.tenant_id} and object_id = ${viewer.user_id} order by seq desc limit 1`;
      expect(row).toEqual({ address: kept });
    }
  });
});

describe("a file name", () => {
  test.each([
    ["../../../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system.ini", "system.ini"],
    ["/etc/shadow", "shadow"],
    ["file:///etc/hosts", "hosts"],
    ["..", "unnamed"],
    ["a\u0000.csv", "a.csv"],
    ["a\r\nset-cookie: a=b.csv", "aset-cookie: a=b.csv"],
    ["\u202Evsc.exe", "vsc.exe"],
    ['a";filename="b.csv', 'a";filename="b.csv'],
    ["=HYPERLINK(1).csv", "=HYPERLINK(1).csv"],
    ["%2e%2e%2fetc.csv", "%2e%2e%2fetc.csv"],
  ])("of %j is kept as %j and downloaded as nothing else", async (given, kept) => {
    const form = fileForm(`id\n${crypto.randomUUID()}\n`, given);
    const { dataset } = await expectAnswer(await upload(owner, form), 202, DatasetAccepted);
    // The form itself escapes quotes and line ends as %22 and %0D%0A (WHATWG): those are part of the name then.
    expect([
      kept,
      encodeURI(kept),
      kept.replaceAll('"', "%22"),
      given.replace("\r\n", "%0D%0A").replace("\u0000", ""),
    ]).toContain(dataset.name);
    expect(dataset.name).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
    const { headers } = await owner.get(`/v1/datasets/${dataset.id}/file`);
    const disposition = headers.get("content-disposition") ?? "";
    // One quoted name without a quote inside, and the same once more, encoded.
    expect(disposition).toMatch(
      /^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w%.!~-]+$/,
    );
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? "")).toBe(dataset.name);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

test("a filter with a NUL is refused, before an export or a page begins", async () => {
  for (const path of ["/v1/audit/export?object_type=a%00b", "/v1/audit?action=%00", "/v1/datasets?search=%00"])
    await expectProblem(await owner.get(path), "invalid_request");
});

test("no cell of the audit log's CSV is a formula, whatever people call themselves and their things", async () => {
  const own = await testApp();
  afterwards(() => own.close());
  const boss = await own.asMember("owner");
  const formulas = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    '"=1+1',
    "=cmd|'/c calc'!A1",
  ];
  for (const formula of formulas) {
    await boss.patch("/v1/me", { display_name: formula });
    await boss.post("/v1/api-keys", { name: formula, role: "viewer" });
  }
  await boss.post("/v1/invitations", { email: "=1+1@example.test", role: "viewer" });
  const text = await (await boss.get("/v1/audit/export?format=csv")).text();
  expect(text).toContain("=1+1");
  // A cell begins at the start, behind a comma or a line end, or behind the quote there.
  const cells = text.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g);
  for (const [, quoted, bare] of cells)
    expect((quoted ?? bare ?? "").replaceAll('""', '"')).not.toMatch(/^[=+\-@＝＋－＠\t\r\n ]/);
});

describe("browsers", () => {
  const ask = (target: TestApp, method: string, origin: string) =>
    target.anonymous(method, "/v1/me", {
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });
  test("of another origin are let in by name only, never with credentials, and never because they say null", async () => {
    const open = await testApp({ PLUMBLINE_ALLOWED_ORIGINS: "https://app.example.com,http://localhost:5173" });
    const all = await testApp({ PLUMBLINE_ALLOWED_ORIGINS: "*" });
    afterwards(() => Promise.all([open.close(), all.close()]));
    const strangers = [
      "null",
      "https://app.example.com.evil.example",
      "https://evil.example/?https://app.example.com",
      "http://app.example.com",
      "https://APP.example.com:8443",
      "https://app.example.comm",
      "http://localhost:5174",
    ];
    for (const method of ["GET", "OPTIONS"]) {
      for (const origin of strangers) {
        for (const target of [api, open]) {
          const { headers } = await ask(target, method, origin);
          expect([origin, headers.get("access-control-allow-origin")]).toEqual([origin, null]);
        }
      }
      for (const target of [api, open, all]) {
        const { headers } = await ask(target, method, "https://app.example.com");
        expect(headers.get("access-control-allow-credentials")).toBeNull();
        expect(headers.get("set-cookie")).toBeNull();
      }
    }
    // An answer for one origin must not be kept for another.
    expect((await ask(open, "GET", "https://app.example.com")).headers.get("vary")).toMatch(/origin/i);
  });

  test("are told to keep nothing, whatever the answer", async () => {
    const made = await owner.post("/v1/invitations", { email: `${crypto.randomUUID()}@example.test`, role: "viewer" });
    const { invitation } = await expectAnswer(made.clone(), 201, InvitationSent);
    expect(Invitation.parse(invitation).status).toBe("open");
    const answers = [
      made,
      await owner.get("/v1/me"),
      await owner.get("/v1/runs/x"),
      await api.anonymous("GET", "/v1/me"),
    ];
    for (const { headers } of answers) expect(headers.get("cache-control")).toBe("no-store");
  });
});
