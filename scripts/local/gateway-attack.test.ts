import { once } from "node:events";
import { connect } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { withoutValues } from "./error-log.ts";
import { timeouts } from "./gateway.ts";
import { onlyKnownHosts } from "./known-hosts.ts";

const statusAt = async (url: string, allowedOrigins = "") => {
  const app = new Hono();
  app.use(onlyKnownHosts(allowedOrigins));
  app.get("*", (c) => c.text("served"));
  return (await app.request(url)).status;
};

test.each(["http://localhost:4400/", "http://127.0.0.1:4400/config.json", "http://[::1]:4400/", "http://LOCALHOST/"])(
  "%s is this machine",
  async (url) => expect(await statusAt(url)).toBe(200),
);

test.each([
  "http://evil.example:4400/",
  "http://127.0.0.1.evil.example/",
  "http://localhost.evil.example/",
  "http://evil.localhost/",
  "http://0.0.0.0:4400/",
  "http://[::ffff:10.0.0.1]/",
])("%s is a name that somebody else made up", async (url) => expect(await statusAt(url)).toBe(421));

test("a name of PLUMBLINE_ALLOWED_ORIGINS is served, and a star or nonsense there opens nothing", async () => {
  const origins = "https://plumbline.example:8443, http://dev.example";
  expect(await statusAt("http://plumbline.example/", origins)).toBe(200);
  expect(await statusAt("http://dev.example:4400/", origins)).toBe(200);
  for (const list of ["*", "nonsense", ",", "https://"]) expect(await statusAt("http://evil.example/", list)).toBe(421);
});

test("of an error the log tells where it came from, and no value that it names", () => {
  const error = Object.assign(new Error('Key (email)=(a@example.test) already exists.\n    at "secret"'), {
    code: "23505",
    detail: "Failing row contains (a@example.test)",
    query: "insert into x values ('a@example.test')",
  });
  const told = withoutValues(error);
  expect(told).toMatchObject({ name: "Error", code: "23505" });
  expect(told.frames[0]).toContain("gateway-attack.test.ts");
  expect(JSON.stringify(told)).not.toMatch(/example\.test|secret/);
});

test("a connection that trickles its headers is ended", async () => {
  expect(timeouts.headersTimeout).toBeLessThanOrEqual(15_000);
  const serverOptions = { ...timeouts, headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 };
  const server = serve({ fetch: () => new Response("served"), port: 0, hostname: "127.0.0.1", serverOptions });
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  socket.on("error", () => {});
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  const trickle = setInterval(() => socket.write("x"), 10);
  onTestFinished(() => clearInterval(trickle));
  socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nx-slow: ");
  await new Promise((done) => socket.once("close", done));
  expect(answer).toMatch(/^HTTP\/1\.1 408 |^$/);
});
