import type { ErrorCode } from "@plumbline/contracts";
import * as fc from "fast-check";
import { type Body, bodyOf } from "./body.ts";
import { nounBefore } from "./known.ts";
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
  const inPath = of("path").map(({ name, schema }) => {
    const value = valuesOf(
      schema,
      taste,
      /^(id|key)$/.test(name) ? `${nounBefore(operation.path, name)}_${name}` : name,
    );
    return fc.oneof({ weight: 14, arbitrary: value }, { weight: 1, arbitrary: nastyText });
  });
  const inQuery = of("query").map(({ name, schema, required }) =>
    sometimes(
      required ? [1, 12] : [2, 1],
      name,
      fc.oneof({ weight: 9, arbitrary: valuesOf(schema, taste, name) }, { weight: 1, arbitrary: anything }),
    ),
  );
  const strangeQuery = fc.oneof(
    simplestFirst,
    { weight: 12, arbitrary: fc.constant<[string, unknown][]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple<[string, unknown]>(fc.constantFrom("limit", "x", "tenant_id"), nastyText)),
    },
  );
  const special = of("header").filter(({ name }) => name !== "plumbline-tenant");
  const inHeaders = [...special.map(({ name }) => name), "x-request-id", "x-forwarded-for"].map((name) =>
    sometimes([7, 1], name, fc.oneof(fc.nat(50).map(String), fc.uuid(), headerText)),
  );
  return fc.record({
    operation: fc.constant(operation),
    principal: fc.nat(999),
    tenant: fc.oneof(
      simplestFirst,
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

/** What failed is tried again with the first of the choices. */
const simplestFirst = { withCrossShrink: true };

/** Without or with the pair of name and value, by their weights. */
const sometimes = (
  [without, given]: [number, number],
  name: string,
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<[string, unknown][]> =>
  fc.oneof(
    simplestFirst,
    { weight: without, arbitrary: fc.constant<[string, unknown][]>([]) },
    { weight: given, arbitrary: value.map((v): [string, unknown][] => [[name, v]]) },
  );

const headerText = fc.oneof(
  fc.constantFrom("", "*", "null", "0", "00000000-0000-0000-0000-000000000000", "a,b", "'; drop table x", "%0d%0a"),
  fc.stringMatching(/^[!-~]{1,60}$/),
);

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
  const codes: [number, ErrorCode[]][] = [
    [401, ["unauthenticated"]],
    [403, ["membership_pending", "membership_suspended", "tenant_required", "feature_disabled"]],
    [404, ["not_found"]],
    [405, ["method_not_allowed"]],
    [413, ["payload_too_large"]],
    [429, ["rate_limited"]],
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
      codes.map(([status, allowed]) => [
        status,
        { media: new Map([["application/problem+json", problem]]), codes: new Set(allowed) },
      ]),
    ),
  };
}
