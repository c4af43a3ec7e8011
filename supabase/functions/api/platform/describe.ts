import { type ErrorCode, errorCodes, type FeatureKey, Problem } from "@plumbline/contracts";
import { type DescribeRouteOptions, describeRoute, resolver } from "hono-openapi";
import type { z } from "zod";

interface Operation {
  /** The noun it belongs to. */
  tag: string;
  summary: string;
  /** False for routes that anybody may call. */
  signed_in?: boolean;
  /** False for routes about the caller rather than a tenant. */
  tenant?: boolean;
  /** The answer when it works; without `schema` it has no JSON body. */
  answer: { status: 200 | 201 | 202 | 204; description: string; schema?: z.ZodType; media?: string; located?: boolean };
  /** What the tenant must have switched on. */
  feature?: FeatureKey;
  /** Codes this route can answer beside those every such route can. */
  problems?: ErrorCode[];
  headers?: { name: string; description: string }[];
  more?: Pick<DescribeRouteOptions, "requestBody" | "responses">;
}

type Responses = NonNullable<DescribeRouteOptions["responses"]>;

/** Documents a route in /v1/openapi.json, with every problem it can answer. */
export function operation(op: Operation) {
  const signedIn = op.signed_in !== false;
  const pinned = signedIn && op.tenant !== false;
  const codes = new Set<ErrorCode>([
    ...(op.problems ?? []),
    // not_found: a tenant header that names no tenant of the caller's.
    ...(signedIn ? (["invalid_request", "unauthenticated", "not_found", "rate_limited"] as const) : []),
    ...(pinned ? pinnedCodes : []),
    ...(op.feature ? (["feature_disabled"] as const) : []),
    "internal",
    "unavailable",
  ]);
  const headers = [...(pinned ? [tenantHeader] : []), ...(op.headers ?? [])];
  return describeRoute({
    tags: [op.tag],
    summary: op.summary,
    security: signedIn ? [{ bearer: [] }] : [],
    ...(headers.length > 0 && {
      parameters: headers.map((h) => ({ ...h, in: "header", required: false, schema: { type: "string" } })),
    }),
    ...op.more,
    // What a route says of itself comes last: /v1/health answers 503 with a report, not with a problem.
    responses: { ...answerOf(op.answer, signedIn), ...problemsOf([...codes]), ...op.more?.responses },
  });
}

const pinnedCodes = [
  "membership_pending",
  "membership_suspended",
  "tenant_pending",
  "tenant_suspended",
  "tenant_required",
] as const satisfies ErrorCode[];

const tenantHeader = {
  name: "plumbline-tenant",
  description: "Id of the tenant this request is about; without it the caller's default tenant.",
};

const text = (description: string) => ({ description, schema: { type: "string" as const } });
const rateLimit = {
  "ratelimit-policy": text("The limits that apply, as draft-ietf-httpapi-ratelimit-headers has it"),
  ratelimit: text("What remains of each limit, and for how many seconds"),
};

function answerOf(answer: Operation["answer"], signedIn: boolean): Responses {
  const media = answer.media ?? "application/json";
  const content = answer.schema
    ? { content: { [media]: { schema: resolver(answer.schema, { options: { io: "output" } }) } } }
    : answer.media !== undefined && {
        content: { [media]: { schema: { type: /json$/.test(media) ? ("object" as const) : ("string" as const) } } },
      };
  const headers = {
    ...(answer.located && { location: text("Where to follow the run") }),
    ...(signedIn && rateLimit),
  };
  return { [answer.status]: { description: answer.description, ...content, headers } };
}

function problemsOf(codes: ErrorCode[]): Responses {
  const statuses = [...new Set(codes.map((code) => errorCodes[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => errorCodes[code].status === status);
      const description = here.map((code) => `${code}: ${errorCodes[code].title}`).join("; ");
      const headers = here.includes("rate_limited") && { headers: { ...rateLimit, "retry-after": text("Seconds") } };
      return [
        status,
        { description, ...headers, content: { "application/problem+json": { schema: resolver(Problem) } } },
      ];
    }),
  );
}
