import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { campaign } from "./campaign.ts";
import { openApp, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await openApp(inject("database"));
});
afterAll(() => target.close());

test("300 requests of every kind of caller find no answer outside its contract and nothing of another tenant", async () => {
  const { failures, requests, coverage } = await campaign(target, { requests: 300, seed: 20261120, pairs: 0 });
  expect(failures).toEqual([]);
  expect(requests).toBe(300);
  expect(Object.keys(coverage).length).toBeGreaterThan(35);
});

test("a route that leaks, one that breaks, one that says too much, one that writes elsewhere and one that logs are all found", async () => {
  const markers: string[] = [];
  const planted: Target = {
    ...target,
    signUp(email) {
      markers.push(email.split(/[.@]/)[1] ?? "");
      return target.signUp(email);
    },
    async send(sent) {
      const res = await target.send(sent);
      const [path] = sent.path.split("?");
      const at = `${sent.method} ${path}`;
      if (at === "GET /v1/features") return new Response("{}", { status: 500, headers: res.headers });
      if (res.status >= 300) return res;
      if (at === "GET /v1/members") res.headers.set("x-debug", markers.join(" "));
      if (at === "GET /v1/settings")
        return new Response((await res.text()).replace("{", '{"sql":"select",'), { headers: res.headers });
      if (at === "POST /v1/tenants/join")
        await target.owner?.unsafe("update public.tenants set name = left(name || '.', 120) where slug like 'fz-%'");
      if (at === "GET /v1/me") target.logs?.push(`${markers[0]}@example.test`);
      return res;
    },
  };
  const { failures } = await campaign(planted, { requests: 400, seed: 7, pairs: 0 });
  const found = failures.map(({ operation, kind }) => `${operation}: ${kind}`);
  expect(found).toEqual(
    expect.arrayContaining([
      "GET /v1/features: server_error",
      "GET /v1/members: leak",
      "GET /v1/settings: invalid_body",
      "(the whole run): foreign_change",
      "(the whole run): logged",
    ]),
  );
  // What is found can be repeated: the line names no secret, and the request is a small one.
  const leak = failures.find(({ kind }) => kind === "leak");
  expect(leak?.curl).toMatch(
    /^curl -i -X GET '\$API\/v1\/members' -H "authorization: Bearer \$[AB]_\w+"( -H 'plumbline-tenant: [\da-f-]{36}')?$/,
  );
  expect(JSON.stringify(failures)).not.toMatch(/eyJ[\w-]+\.eyJ|pl_[\w-]{43}/);
});
