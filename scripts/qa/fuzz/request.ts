import * as fc from "fast-check";
import type { Api, Operation } from "./openapi.ts";
import { anything, fill, nastyText, Ref, ref, valuesOf } from "./values.ts";

/** A request as it is drawn: whatever depends on earlier answers is still a Ref. */
export interface Plan {
  operation: Operation;
  /** Counted around the principals. */
  principal: number;
  tenant: unknown;
  path: unknown[];
  query: [string, unknown][];
  headers: [string, unknown][];
  body: Body;
}
type Body =
  | { kind: "none" }
  | { kind: "json"; value: unknown; type: string }
  | { kind: "text"; text: string; type: string }
  | { kind: "form"; field: string; name: unknown; text: unknown };

/** What goes over the wire. */
export interface Sent {
  method: string;
  path: string;
  headers: [string, string][];
  body: string | undefined;
}

/** Draws requests for every operation, most of them nearly right: what is refused at the door tests only the door. */
export function plansOf(api: Api): fc.Arbitrary<Plan> {
  return fc.oneof(...[...api.operations, nowhere(api)].map((operation) => planOf(operation, api)));
}

function planOf(operation: Operation, api: Api): fc.Arbitrary<Plan> {
  const taste = { components: api.schemas, wild: false };
  const wild = { ...taste, wild: true };
  const of = (place: string) => operation.parameters.filter((p) => p.in === place);
  const noun = operation.path.split("/")[2] ?? "";
  const inPath = of("path").map(({ name, schema }) => {
    const kind = name === "id" ? noun.replaceAll("-", "_").replace(/s$/, "") : name;
    const value = valuesOf(schema, taste, name === "id" ? `${kind}_id` : name);
    return fc.oneof({ weight: 14, arbitrary: value }, { weight: 1, arbitrary: nastyText });
  });
  const inQuery = of("query").map(({ name, schema }) =>
    fc
      .option(fc.oneof({ weight: 6, arbitrary: valuesOf(schema, taste, name) }, { weight: 1, arbitrary: anything }), {
        freq: 2,
        nil: undefined,
      })
      .map((value): [string, unknown][] => (value === undefined ? [] : [[name, value]])),
  );
  const strangeQuery = fc.oneof(
    { weight: 12, arbitrary: fc.constant<[string, unknown][]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple<[string, unknown]>(fc.constantFrom("limit", "x", "tenant_id"), nastyText)),
    },
  );
  const special = of("header").filter(({ name }) => name !== "plumbline-tenant");
  const inHeaders = [...special.map(({ name }) => name), "x-request-id", "x-forwarded-for"].map((name) =>
    fc
      .option(fc.oneof(fc.nat(50).map(String), ref("any", true), headerText), { freq: 8, nil: undefined })
      .map((value): [string, unknown][] => (value === undefined ? [] : [[name, value]])),
  );
  return fc.record({
    operation: fc.constant(operation),
    principal: fc.nat(999),
    tenant: fc.oneof(
      { weight: 10, arbitrary: fc.constant(new Ref("own_tenant", false, 0)) },
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.constant(new Ref("own_tenant", true, 0)) },
      { weight: 1, arbitrary: fc.oneof(ref("tenant", false), ref("any", true), fc.uuid(), headerText) },
    ),
    path: fc.tuple(...inPath),
    query: fc.tuple(...inQuery, strangeQuery).map((parts) => parts.flat()),
    headers: fc.tuple(...inHeaders).map((parts) => parts.flat()),
    body: bodyOf(operation, taste, wild),
  });
}

const headerText = fc.oneof(
  fc.constantFrom("", "*", "null", "0", "00000000-0000-0000-0000-000000000000", "a,b", "'; drop table x", "%0d%0a"),
  fc.stringMatching(/^[!-~]{1,60}$/),
);

function bodyOf(
  { method, body }: Operation,
  taste: { components: Api["schemas"]; wild: boolean },
  wild: { components: Api["schemas"]; wild: boolean },
): fc.Arbitrary<Body> {
  const none = fc.constant<Body>({ kind: "none" });
  if (method === "GET") return none;
  const odd = fc.oneof(none, oddBody);
  if (body === undefined) return fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: odd });
  if (body.media.startsWith("multipart/"))
    return fc.oneof({ weight: 8, arbitrary: formBody }, { weight: 1, arbitrary: odd });
  const json = (value: unknown): Body => ({ kind: "json", value, type: "application/json" });
  return fc.oneof(
    { weight: 9, arbitrary: valuesOf(body.schema, taste).map(json) },
    { weight: 5, arbitrary: valuesOf(body.schema, wild).map(json) },
    { weight: 1, arbitrary: odd },
  );
}

const oddBody: fc.Arbitrary<Body> = fc.record({
  kind: fc.constant("text" as const),
  text: fc.oneof(
    fc.constantFrom(
      "",
      "{",
      "null",
      '"text"',
      "[1,2",
      '{"a":1,"a":2}',
      '{"name":"x","name":"y","role":"viewer","role":"owner"}',
      `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`,
      `${"[".repeat(50_000)}`,
      '{"\\u0000":"\\u0000"}',
      '{"name":"\\ud800"}',
      "{'name':'x'}",
      '{"name":"x"} trailing',
      "a=b&c=d",
      "<x/>",
      `{"name":"${"x".repeat(1_100_000)}"}`,
    ),
    nastyText,
  ),
  type: fc.constantFrom(
    "application/json",
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "",
  ),
});

const cells = fc.array(fc.tuple(fc.nat(99), fc.constantFrom("north", "south", "=1+1", "")), { maxLength: 5 });
const formBody: fc.Arbitrary<Body> = fc.record({
  kind: fc.constant("form" as const),
  field: fc.oneof({ weight: 12, arbitrary: fc.constant("file") }, { weight: 1, arbitrary: nastyText }),
  name: fc.oneof(fc.constantFrom<unknown>("data.csv", "=cmd|'/c calc'!A1.csv", "../../a.csv"), nastyText),
  text: fc.oneof(
    { weight: 6, arbitrary: cells.map((rows) => `id,area\n${rows.map((r) => r.join(",")).join("\n")}\n`) },
    { weight: 1, arbitrary: nastyText },
  ),
});

const boundary = "plumbline-fuzz";

/** The request that the plan stands for now; undefined when HTTP itself cannot carry it. */
export function send(
  plan: Plan,
  token: string | undefined,
  lookup: (ref: Ref) => string | undefined,
): Sent | undefined {
  const missing = "00000000-0000-4000-8000-000000000000";
  const text = (value: unknown): string => {
    const filled = fill(value, lookup, missing);
    return (typeof filled === "string" ? filled : (JSON.stringify(filled) ?? "")).toWellFormed();
  };
  let index = 0;
  const path = plan.operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(text(plan.path[index++])) || "-");
  const query = plan.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(text(value))}`);
  const headers: [string, string][] = plan.headers.map(([name, value]) => [name, text(value)]);
  if (token !== undefined) headers.push(["authorization", `Bearer ${token}`]);
  const tenant = plan.tenant === undefined ? undefined : text(plan.tenant);
  if (tenant !== undefined) headers.push(["plumbline-tenant", tenant]);
  const sent = { method: plan.operation.method, path: query.length > 0 ? `${path}?${query.join("&")}` : path, headers };
  const { body } = plan;
  switch (body.kind) {
    case "none":
      return carried({ ...sent, body: undefined });
    case "json":
      headers.push(["content-type", body.type]);
      return carried({ ...sent, body: JSON.stringify(fill(body.value, lookup, missing)) });
    case "text":
      headers.push(["content-type", body.type]);
      return carried({ ...sent, body: body.text });
    case "form": {
      headers.push(["content-type", `multipart/form-data; boundary=${boundary}`]);
      const quoted = (value: unknown) => text(value).replaceAll(/["\r\n]/g, encodeURIComponent);
      const head = `content-disposition: form-data; name="${quoted(body.field)}"; filename="${quoted(body.name)}"`;
      return carried({ ...sent, body: `--${boundary}\r\n${head}\r\n\r\n${text(body.text)}\r\n--${boundary}--\r\n` });
    }
  }
}

function carried(sent: Sent): Sent | undefined {
  try {
    new Headers(sent.headers);
    return sent;
  } catch {
    return undefined;
  }
}

/** A line that sends the same again, for whoever is signed in as that principal. */
export function curl(base: string, sent: Sent, principal: string): string {
  const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  const name = principal.toUpperCase().replaceAll(/\W/g, "_");
  const headers = sent.headers.map(([key, value]) =>
    key === "authorization" ? `-H "authorization: Bearer $${name}"` : `-H ${quote(`${key}: ${value}`)}`,
  );
  const shown = sent.body !== undefined && sent.body.length > 2000 ? `${sent.body.slice(0, 2000)}...` : sent.body;
  const data = shown === undefined ? [] : [`--data-binary ${quote(shown)}`];
  return ["curl", "-i", "-X", sent.method, quote(`${base}${sent.path}`), ...headers, ...data].join(" ");
}

/** Addresses and methods that are not there: they too owe an answer of the contract. */
function nowhere(api: Api): Operation {
  const problem = api.operations.flatMap((op) => op.answers.get(401)?.media.get("application/problem+json") ?? [])[0];
  const codes: [number, string][] = [
    [401, "unauthenticated"],
    [403, "forbidden"],
    [404, "not_found"],
    [405, "method_not_allowed"],
    [413, "payload_too_large"],
    [429, "rate_limited"],
  ];
  return {
    name: "PUT /v1/{anything}",
    method: "PUT",
    path: "/v1/{noun}/{rest}",
    signed_in: true,
    parameters: ["noun", "rest"].map((name) => ({
      in: "path",
      name,
      required: true,
      schema: { enum: ["me", "runs", "members", "datasets", "nothing", "health", "..", ".env", "%2e%2e"] },
    })),
    body: undefined,
    answers: new Map(
      codes.map(([status, code]) => [
        status,
        { media: new Map([["application/problem+json", problem]]), codes: new Set([code]) },
      ]),
    ),
  };
}
