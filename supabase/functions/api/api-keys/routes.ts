import {
  ApiKey,
  ApiKeyCreate,
  ApiKeyMade,
  ApiKeyPage,
  ApiKeyRotate,
  AppError,
  Id,
  PageQuery,
} from "@plumbline/contracts";
import { z } from "zod";
import { newSecret, secretHash } from "../platform/auth.ts";
import { type ApiContext, router } from "../platform/context.ts";
import { cutPage } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember, asOwner } from "../platform/member.ts";
import type { Query } from "../platform/sql.ts";
import {
  createApiKey,
  createdApiKey,
  getApiKey,
  listApiKeys,
  type NewKey,
  revokeApiKey,
  rotateApiKey,
} from "./queries.ts";

export const apiKeys = router();
const Path = z.object({ id: Id });
const noSuchKey = () => new AppError("not_found", "There is no such API key");
const seesKeys = "sees API keys";

apiKeys.get(
  "/",
  operation({
    tag: "api-keys",
    summary: "The tenant's API keys, whatever became of them",
    answer: { status: 200, description: "Keys, newest first", schema: ApiKeyPage },
    problems: ["forbidden"],
  }),
  query(PageQuery),
  async (c) => {
    const page = c.req.valid("query");
    const [rows] = await asOwner(c, seesKeys, listApiKeys(page));
    return c.json(cutPage(rows, page.limit));
  },
);

apiKeys.post(
  "/",
  operation({
    tag: "api-keys",
    summary: "Make a service member and its API key",
    answer: { status: 201, description: "The key; the only answer that carries the secret", schema: ApiKeyMade },
    problems: ["forbidden", "conflict"],
  }),
  body(ApiKeyCreate),
  async (c) => c.json(await make(c, (key) => createApiKey(c.req.valid("json"), key)), 201),
);

apiKeys.get(
  "/:id",
  operation({
    tag: "api-keys",
    summary: "An API key",
    answer: { status: 200, description: "The key, without its secret", schema: ApiKey },
    problems: ["forbidden"],
  }),
  params(Path),
  async (c) => {
    const [[key]] = await asOwner(c, seesKeys, getApiKey(c.req.valid("param").id));
    if (key === undefined) throw noSuchKey();
    return c.json(key);
  },
);

apiKeys.post(
  "/:id/rotate",
  operation({
    tag: "api-keys",
    summary: "A new key for the same service; the old one goes on for the overlap",
    answer: { status: 201, description: "The new key; the only answer that carries its secret", schema: ApiKeyMade },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  body(ApiKeyRotate),
  async (c) => c.json(await make(c, (key) => rotateApiKey(c.req.valid("param").id, c.req.valid("json"), key)), 201),
);

apiKeys.delete(
  "/:id",
  operation({
    tag: "api-keys",
    summary: "Revoke a key: refused from the next request on",
    answer: { status: 204, description: "Revoked" },
    problems: ["forbidden"],
  }),
  params(Path),
  async (c) => {
    await asMember(c, revokeApiKey(c.req.valid("param").id));
    return c.body(null, 204);
  },
);

/** The secret is made here and leaves in this one answer; the database gets its hash. */
async function make(c: ApiContext, how: (key: NewKey) => Query): Promise<ApiKeyMade> {
  const secret = newSecret("pl_");
  const [, [api_key]] = await asMember(c, how({ prefix: secret.slice(0, 9), hash: secretHash(secret) }), createdApiKey);
  if (api_key === undefined) throw noSuchKey();
  return { api_key, secret };
}
