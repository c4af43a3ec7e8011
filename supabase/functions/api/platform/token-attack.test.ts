import { once } from "node:events";
import { createServer } from "node:http";
import { Me } from "@plumbline/contracts";
import {
  base64url,
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  SignJWT,
} from "jose";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { expectAnswer, expectProblem, signToken, type TestApp, type TestUser, testApp } from "./test-app.ts";

// A project as hosted ones are while they change over: public keys to verify with, and the old shared secret too.
const ec = await generateKeyPair("ES256", { extractable: true });
const rsa = await generateKeyPair("RS256", { extractable: true });
const thief = await generateKeyPair("ES256", { extractable: true });
const keys = [
  { ...(await exportJWK(ec.publicKey)), kid: "ec", alg: "ES256" },
  { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256" },
];
const asked: string[] = [];
const server = createServer((req, res) => {
  asked.push(req.url ?? "");
  const stolen = req.url?.startsWith("/thief");
  if (!stolen) return res.end(JSON.stringify({ keys }));
  return exportJWK(thief.publicKey).then((jwk) => res.end(JSON.stringify({ keys: [{ ...jwk, kid: "ec" }] })));
});

let api: TestApp;
let base: string;
let issuer: string;
let person: TestUser;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  issuer = `${base}/auth/v1`;
  api = await testApp({ SUPABASE_URL: base });
  person = await api.asMember("owner");
});
afterAll(async () => {
  await api.close();
  server.close();
});

const now = () => Math.floor(Date.now() / 1000);
const json = (value: unknown) => base64url.encode(JSON.stringify(value));
const claims = (more: object = {}) => ({
  sub: person.user_id,
  role: "authenticated",
  aud: "authenticated",
  iss: issuer,
  iat: now(),
  exp: now() + 3600,
  ...more,
});
/** Signed with the project's own key: only what `more` says is wrong. */
const genuine = (more: object = {}, header: Partial<JWTHeaderParameters> = {}) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims(more))))
    .setProtectedHeader({ alg: "ES256", kid: "ec", ...header })
    .sign(ec.privateKey);
const stolen = (header: object = {}) =>
  new SignJWT(claims()).setProtectedHeader({ alg: "ES256", kid: "ec", ...header }).sign(thief.privateKey);
const shared = (secret: string | Uint8Array, alg = "HS256", header: object = {}) =>
  new SignJWT(claims())
    .setProtectedHeader({ alg, ...header })
    .sign(typeof secret === "string" ? new TextEncoder().encode(secret) : secret);
const unsigned = (alg: unknown, signature = "") => `${json({ alg, typ: "JWT" })}.${json(claims())}.${signature}`;
const pem = async (key: CryptoKey) => (await exportSPKI(key)).trim();

const ask = (authorization: string, more: Record<string, string> = {}) =>
  api.anonymous("GET", "/v1/me", { headers: { authorization, ...more } });

test("honest tokens of both kinds are answered: what follows is refused for what is wrong with it", async () => {
  for (const token of [await genuine(), await signToken({ sub: person.user_id })])
    await expectAnswer(await ask(`Bearer ${token}`), 200, Me);
});

const forged: [string, () => string | Promise<string>][] = [
  ...[["none"], ["None"], ["NONE"], ["nOnE"], ["none "], [""], [null], [undefined], [["none"]], ["HS256,none"]].map(
    ([alg]): [string, () => string] => [`the algorithm ${JSON.stringify(alg)} and no signature`, () => unsigned(alg)],
  ),
  ["the algorithm none and some signature", () => unsigned("none", base64url.encode("signature"))],
  ["HS256 over the EC public key as PEM", async () => shared(await pem(ec.publicKey))],
  ["HS256 over the EC public key as PEM with its last line end", async () => shared(`${await pem(ec.publicKey)}\n`)],
  ["HS256 over the RSA public key as PEM", async () => shared(await pem(rsa.publicKey))],
  ["HS256 over the RSA public key as JWK", () => shared(JSON.stringify(keys[1]), "HS256", { kid: "rsa" })],
  ["HS256 over the RSA modulus", () => shared(base64url.decode(keys[1]?.n ?? ""), "HS256", { kid: "rsa" })],
  ["HS256 over nothing but noughts", () => shared(new Uint8Array(32))],
  ["HS384 over the right secret", () => shared(inject("database").jwt_secret, "HS384")],
  ["HS512 over the right secret", () => shared(inject("database").jwt_secret, "HS512")],
  ["another project's secret", () => shared("another-projects-secret-of-40-characters")],
  ["the thief's key under our key's name", () => stolen()],
  ["the thief's key in its own header", async () => stolen({ jwk: await exportJWK(thief.publicKey) })],
  ["the address of the thief's key set", () => stolen({ jku: `${base}/thief/jwks.json` })],
  ["the address of the thief's certificate", () => stolen({ x5u: `${base}/thief/cert.pem` })],
  ["a key id nobody has", () => genuine({}, { kid: "other" })],
  ["a key id that is a path", () => stolen({ kid: "../../../dev/null" })],
  ["a key id that is SQL", () => stolen({ kid: "x' union select 'secret' --" })],
  ["the key id of the other algorithm's key", () => genuine({}, { kid: "rsa" })],
  [
    "a critical extension nobody knows",
    async () => {
      const [, body, signature] = (await genuine()).split(".");
      return `${json({ alg: "ES256", kid: "ec", crit: ["exp"], exp: 1 })}.${body}.${signature}`;
    },
  ],
  ["another issuer", () => genuine({ iss: "https://elsewhere.test/auth/v1" })],
  ["an issuer that only begins like ours", () => genuine({ iss: `${issuer}.elsewhere.test` })],
  ["no issuer", () => genuine({ iss: undefined })],
  ["a list of issuers", () => genuine({ iss: [issuer] })],
  ["the audience of the anonymous", () => genuine({ aud: "anon" })],
  ["no audience", () => genuine({ aud: undefined })],
  ["an end in the past", () => genuine({ exp: now() - 1 })],
  ["an end that is text", () => genuine({ exp: String(now() + 3600) })],
  ["no end", () => genuine({ exp: undefined })],
  ["a start in the future", () => genuine({ nbf: now() + 600 })],
  ["an issue in the future", () => genuine({ iat: now() + 600 })],
  ["the role service_role", () => genuine({ role: "service_role" })],
  ["the role postgres", () => genuine({ role: "postgres" })],
  ["a list of roles", () => genuine({ role: ["authenticated", "service_role"] })],
  ["a list of subjects", () => genuine({ sub: [person.user_id] })],
  [
    "a changed payload under the old signature",
    async () => {
      const [head, , signature] = (await genuine()).split(".");
      return `${head}.${json(claims({ sub: crypto.randomUUID() }))}.${signature}`;
    },
  ],
  [
    "a changed header under the old signature",
    async () => {
      const [, body, signature] = (await genuine()).split(".");
      return `${json({ alg: "ES256", kid: "ec", typ: "other" })}.${body}.${signature}`;
    },
  ],
  ["a cut signature", async () => (await genuine()).slice(0, -4)],
  ["no signature", async () => (await genuine()).replace(/[^.]+$/, "")],
  ["a signature of noughts", async () => (await genuine()).replace(/[^.]+$/, base64url.encode(new Uint8Array(64)))],
  ["a fourth part", async () => `${await genuine()}.AAAA`],
  ["five parts, as an encrypted one", async () => `${await genuine()}.AAAA.AAAA`],
  ["a megabyte of claims", () => genuine({ more: "x".repeat(1_000_000) }, { kid: "other" })],
  ["a megabyte that is no token", () => "a".repeat(1_000_000)],
];

test.each(forged)("a token with %s is refused, and its text is repeated nowhere", async (_, make) => {
  const token = await make();
  const res = await ask(`Bearer ${token}`);
  expect(res.headers.get("www-authenticate")).toMatch(/^Bearer/);
  const problem = await expectProblem(res, "unauthenticated");
  const [, body = token] = token.split(".");
  for (const text of [JSON.stringify(problem), api.logs.at(-1) ?? ""]) expect(text).not.toContain(body);
});

test("no key is fetched from where a token says", () => {
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((path) => path.startsWith("/thief"))).toEqual([]);
});

describe("an honest token in the wrong place", () => {
  interface Place {
    search?: string;
    headers?: Record<string, string>;
  }
  const places: [string, (token: string) => Place][] = [
    ["the query", (token) => ({ search: `?access_token=${token}&authorization=Bearer%20${token}` })],
    ["a cookie", (token) => ({ headers: { cookie: `access_token=${token}; sb-access-token=${token}` } })],
    ["another header", (token) => ({ headers: { apikey: token, "x-forwarded-authorization": `Bearer ${token}` } })],
    ["a second Authorization header", (token) => ({ headers: { authorization: `Bearer a.b.c, Bearer ${token}` } })],
    ["a first Authorization header", (token) => ({ headers: { authorization: `Bearer ${token}, Bearer a.b.c` } })],
    ["another scheme", (token) => ({ headers: { authorization: `Basic ${token}` } })],
    ["no scheme", (token) => ({ headers: { authorization: token } })],
    ["quotes", (token) => ({ headers: { authorization: `Bearer "${token}"` } })],
  ];
  test.each(places)("is not taken from %s", async (_, place) => {
    const { search = "", headers = {} } = place(await genuine());
    await expectProblem(await api.anonymous("GET", `/v1/me${search}`, { headers }), "unauthenticated");
  });
});

describe("an API key", () => {
  const bad: [string, (key: string) => string][] = [
    ["in capitals", (key) => key.toUpperCase()],
    ["cut by one", (key) => key.slice(0, -1)],
    ["longer by one", (key) => `${key}A`],
    ["with another last letter", (key) => key.slice(0, -1) + (key.endsWith("A") ? "B" : "A")],
    ["with SQL behind it", (key) => `${key}'--`],
    ["as nothing but its prefix", (key) => key.slice(0, 9)],
    ["with the prefix of an invitation", (key) => key.replace("pl_", "pli_")],
  ];
  test.each(bad)("%s opens nothing", async (_, spoil) => {
    const { token } = await api.asKey("viewer");
    await expectAnswer(await ask(`Bearer ${token}`), 200, Me);
    await expectProblem(await ask(`Bearer ${spoil(token)}`), "unauthenticated");
  });

  test("is not its hash, which is all the database has", async () => {
    const { key_id } = await api.asKey("viewer");
    const [row] = await api.owner<
      { hash: string }[]
    >`select hash from private.api_key_secrets where key_id = ${key_id}`;
    for (const text of [row?.hash, `pl_${row?.hash}`, `pl_${row?.hash.slice(0, 43)}`])
      await expectProblem(await ask(`Bearer ${text}`), "unauthenticated");
  });

  test.each([
    ["revoked", "update public.api_keys set revoked_at = now() where id = $1"],
    ["past its end", "update public.api_keys set expires_at = now() - interval '1 s' where id = $1"],
  ])("that is %s is refused with the next request", async (_, statement) => {
    const { key_id, get } = await api.asKey("editor");
    expect((await get("/v1/runs")).status).toBe(200);
    await api.owner.unsafe(statement, [key_id]);
    await expectProblem(await get("/v1/runs"), "unauthenticated");
  });

  test("of a suspended service sees nothing of its tenant", async () => {
    const { user_id, get } = await api.asKey("editor");
    await api.owner`update public.members set status = 'suspended' where user_id = ${user_id}`;
    await expectProblem(await get("/v1/runs"), "membership_suspended");
  });

  test("opens no tenant but its own, and does not tell whether the other exists", async () => {
    const { get } = await api.asKey("editor");
    const stranger = await api.asStranger();
    const [elsewhere] = await api.owner<{ id: string }[]>`
      select tenant_id as id from public.members where user_id = ${stranger.user_id}`;
    const answers = [elsewhere?.id ?? "", crypto.randomUUID()].map(async (tenant) => {
      const { request_id: _, ...rest } = await expectProblem(
        await get("/v1/runs", { headers: { "plumbline-tenant": tenant } }),
        "not_found",
      );
      return rest;
    });
    const [foreign, missing] = await Promise.all(answers);
    expect(foreign).toEqual(missing);
  });
});
