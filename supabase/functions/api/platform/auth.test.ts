import { once } from "node:events";
import { createServer } from "node:http";
import { Me } from "@plumbline/contracts";
import { base64url, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { tokenVerifier } from "./auth.ts";
import { readSettings } from "./env.ts";
import { afterwards, expectAnswer, expectProblem, signToken, type TestApp, testApp } from "./test-app.ts";

let api: TestApp;
beforeAll(async () => {
  api = await testApp();
  sub = (await api.asNobody()).user_id;
});
afterAll(() => api.close());

// Somebody real: a token that got through would be answered.
let sub: string;
const json = (value: unknown) => base64url.encode(JSON.stringify(value));
const in1h = () => Math.floor(Date.now() / 1000) + 3600;
const body = () => json({ sub, role: "authenticated", aud: "authenticated", exp: in1h() });
const tampered = async () => {
  const [head, , signature] = (await signToken({ sub })).split(".");
  return `${head}.${body()}.${signature}`;
};

const attacks: [string, () => string | Promise<string>][] = [
  ["the algorithm none", () => `${json({ alg: "none", typ: "JWT" })}.${body()}.`],
  ["another key", () => signToken({ sub }, "another-secret-of-at-least-32-characters")],
  ["a changed body", tampered],
  ["a time that has passed", () => signToken({ sub, exp: Math.floor(Date.now() / 1000) - 10 })],
  ["another audience", () => signToken({ sub, aud: "elsewhere" })],
  ["the role service_role", () => signToken({ sub, role: "service_role" })],
  ["the role anon", () => signToken({ sub, role: "anon" })],
  ["no subject", () => signToken({})],
  ["a subject that is no user id", () => signToken({ sub: "1' or true --" })],
  ["text that is no token", () => "a.b.c"],
  [
    "an algorithm whose keys are not configured",
    async () => {
      const { privateKey } = await generateKeyPair("ES256");
      return new SignJWT({ sub, role: "authenticated", aud: "authenticated", exp: in1h() })
        .setProtectedHeader({ alg: "ES256" })
        .sign(privateKey);
    },
  ],
];

test("the same person with an honest token is answered", async () => {
  const authorization = `Bearer ${await signToken({ sub })}`;
  await expectAnswer(await api.anonymous("GET", "/v1/me", { headers: { authorization } }), 200, Me);
});

test.each(attacks)("a token with %s is refused", async (_, make) => {
  const authorization = `Bearer ${await make()}`;
  const problem = await expectProblem(
    await api.anonymous("GET", "/v1/me", { headers: { authorization } }),
    "unauthenticated",
  );
  expect(JSON.stringify(problem)).not.toContain(authorization);
});

test("a token without an end is refused", async () => {
  const token = await new SignJWT({ sub, role: "authenticated", aud: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(inject("database").jwt_secret));
  await expectProblem(
    await api.anonymous("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } }),
    "unauthenticated",
  );
});

test("a remembered token is refused from the second it ends", async () => {
  const exp = in1h();
  const token = await signToken({ sub, exp });
  let now = exp - 5;
  const verify = tokenVerifier(settings({}), () => now);
  await expect(verify(token)).resolves.toMatchObject({ sub });
  now = exp - 1;
  await expect(verify(token)).resolves.toMatchObject({ sub });
  now = exp;
  await expect(verify(token)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("hosted tokens are verified with the key set, its issuer and nothing else", async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" };
  const server = createServer((_, res) => res.end(JSON.stringify({ keys: [jwk] }))).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const hosted = await testApp({ SUPABASE_URL: base, JWT_SECRET: "" });
  afterwards(async () => {
    await hosted.close();
    server.close();
  });
  const user = await hosted.asNobody();
  const sign = (iss: string, key: CryptoKey) =>
    new SignJWT({ sub: user.user_id, role: "authenticated", aud: "authenticated", exp: in1h(), iss })
      .setProtectedHeader({ alg: "ES256", kid: "k1" })
      .sign(key);
  const me = (token: string) => hosted.anonymous("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } });
  await expectAnswer(await me(await sign(`${base}/auth/v1`, privateKey)), 200, Me);
  await expectProblem(await me(await sign("https://elsewhere.test/auth/v1", privateKey)), "unauthenticated");
  const other = await generateKeyPair("ES256");
  await expectProblem(await me(await sign(`${base}/auth/v1`, other.privateKey)), "unauthenticated");
  // Signed with the published key as if it were a shared secret.
  await expectProblem(await me(await signToken({ sub: user.user_id }, JSON.stringify(jwk))), "unauthenticated");
});

test("a key set that does not answer is unavailable, not a bad token", async () => {
  const { privateKey } = await generateKeyPair("ES256");
  const token = await new SignJWT({ sub, role: "authenticated", aud: "authenticated", exp: in1h() })
    .setProtectedHeader({ alg: "ES256", kid: "k1" })
    .sign(privateKey);
  const verify = tokenVerifier(settings({ JWKS_URL: "http://127.0.0.1:1/jwks.json" }));
  await expect(verify(token)).rejects.toMatchObject({ code: "unavailable" });
});

const settings = (env: Record<string, string>) =>
  readSettings({ DATABASE_URL: inject("database").edge, JWT_SECRET: inject("database").jwt_secret, ...env });
