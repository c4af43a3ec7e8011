import { expect, test } from "vitest";
import { Breach, judge } from "./judge.ts";
import { readApi } from "./openapi.ts";

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const json = (schema: object) => ({ "application/json": { schema } });
const Thing = { type: "object", properties: { id: { type: "string" }, secret: { type: "string" } }, required: ["id"] };
const { operations } = readApi({
  paths: {
    "/v1/things": {
      get: {
        operationId: "a",
        security: [{}],
        responses: {
          200: { description: "Fine", content: { ...json(Thing), "text/csv": {}, "application/x-ndjson": {} } },
          204: { description: "Nothing" },
          404: { description: "not_found: Not found", content: problem },
          401: { description: "unauthenticated: Sign in", content: problem },
        },
      },
    },
  },
  components: {
    schemas: {
      Problem: {
        type: "object",
        properties: Object.fromEntries(
          ["type", "title", "detail", "code", "request_id"]
            .map((name) => [name, { type: "string" }])
            .concat([["status", { type: "integer" }]]),
        ),
        required: ["code", "request_id"],
      },
    },
  },
});
const [get] = operations;

const foreign = "11111111-2222-4333-8444-555555555555";
const secret = `pl_${"S".repeat(43)}`;
const forbidden = { ids: new Set([foreign]), marker: "mkother", secrets: new Set([secret]) };
interface Case {
  status?: number;
  type?: string;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  path?: string;
}
const kindOf = ({ status = 200, type = "application/json", body = { id: "x" }, text, headers, path }: Case) => {
  if (!get) throw new Error("unreachable");
  const given = { "x-request-id": "request-1", "cache-control": "no-store", "x-content-type-options": "nosniff" };
  const answer = {
    status,
    headers: new Headers({ ...given, "content-type": type, ...headers }),
    text: text ?? JSON.stringify(body),
  };
  try {
    judge(get, { method: "GET", path: path ?? "/v1/things", headers: [], body: undefined }, answer, forbidden);
    return "kept";
  } catch (error) {
    return error instanceof Breach ? error.kind : String(error);
  }
};
const refused = (more: object) => ({
  status: 404,
  type: "application/problem+json",
  body: { type: "t", title: "t", detail: "d", status: 404, code: "not_found", request_id: "request-1", ...more },
});

test.each<[string, Case]>([
  ["what was promised", {}],
  ["no body where none was promised", { status: 204, text: "" }],
  ["a problem that was promised", refused({})],
  ["an id of the other tenant that the caller sent", { path: `/v1/things?x=${foreign}`, body: { id: foreign } }],
  ["the one answer that makes a secret", { body: { id: "x", secret: `pl_${"N".repeat(43)}` } }],
  ["a table with numbers below nought", { type: "text/csv", text: "a,b\r\n-1,+2.5\r\n" }],
])("an answer with %s keeps its contract", (_, given) => expect(kindOf(given)).toBe("kept"));

test.each<[string, Case, string]>([
  ["a defect of the server", { status: 500 }, "server_error"],
  ["a status nobody promised", { status: 202 }, "undeclared_status"],
  ["a body where none was promised", { status: 204, text: "x" }, "undeclared_body"],
  ["another type", { type: "text/html" }, "undeclared_type"],
  ["a field nobody promised", { body: { id: "x", password_hash: "y" } }, "invalid_body"],
  ["a field missing", { body: {} }, "invalid_body"],
  ["no JSON", { text: "{" }, "invalid_body"],
  ["a line that is no JSON", { type: "application/x-ndjson", text: '{"a":1}\n{\n' }, "invalid_body"],
  ["a code nobody promised", refused({ code: "conflict" }), "wrong_problem_or_code"],
  ["another status in the problem", refused({ status: 400 }), "wrong_problem_or_code"],
  ["another request's id in the problem", refused({ request_id: "request-2" }), "wrong_problem"],
  ["no request id", { headers: { "x-request-id": "" } }, "header"],
  ["leave to be kept by caches", { headers: { "cache-control": "no-cache" } }, "header"],
  ["a cookie", { headers: { "set-cookie": "a=b" } }, "header"],
  [
    "401 that does not say how to sign in",
    { ...refused({ status: 401, code: "unauthenticated" }), status: 401 },
    "header",
  ],
  ["an id of the other tenant", { body: { id: foreign } }, "leak"],
  ["an id of the other tenant in capitals", { body: { id: foreign.toUpperCase() } }, "leak"],
  ["an id of the other tenant in a header", { headers: { location: `/v1/things/${foreign}` } }, "leak"],
  ["text of the other tenant", { body: { id: "of mkother" } }, "leak"],
  ["a secret that was seen before", { body: { id: "x", secret } }, "leak"],
  ["a new secret where none belongs", { body: { id: `pl_${"N".repeat(43)}` } }, "leak"],
  ["an access token", { body: { id: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln" } }, "leak"],
  ["a formula in a table", { type: "text/csv", text: 'a,b\r\n1,"=HYPERLINK(""http://x"")"\r\n' }, "formula"],
  ["a formula behind a line end", { type: "text/csv", text: 'a,b\r\n1,"\n=1+1"\r\n' }, "formula"],
])("an answer with %s is found out", (_, given, kind) => {
  const found = kindOf(given);
  if (kind === "wrong_problem_or_code") expect(["wrong_problem", "undeclared_code", "invalid_body"]).toContain(found);
  else expect(found).toBe(kind);
});
