import { randomUUID } from "node:crypto";
import { z } from "zod";
import { hasColumn } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { Principal, Tenant } from "../world/principals.ts";
import { standing } from "../world/principals.ts";
import type { Place, World } from "../world/world.ts";
import { exampleOf, type Schema } from "./example.ts";
import { type Answer, changesSince, type Door, fingerprint, type HttpReport, tokenOf, uuidsIn } from "./http.ts";
import { rowsSeen } from "./scope.ts";

export interface EdgeOptions {
  door: Door;
  jwtSecret: string;
  /** Who comes; everybody without it. */
  who?: (principal: Principal) => boolean;
}

const Operation = z.object({
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }).optional(),
});
type Operation = z.infer<typeof Operation>;
interface Route {
  method: string;
  path: string;
  params: string[];
  operation: Operation;
}

/** Answers the same to everybody. */
const notOfATenant = /^\/v1\/(health|openapi\.json)$/;

/**
 * Everybody asks every route of the API's own description: nothing in any answer may belong to a tenant they are not in,
 * a foreign row answers like a missing one, and no write upon a foreign row, or by somebody without standing, changes a
 * thing. The world must be committed.
 */
export async function throughEdge(session: Session, world: World, options: EdgeOptions): Promise<HttpReport> {
  const described = await options.door({ method: "GET", path: "/v1/openapi.json", headers: {} });
  const document = Document.parse(JSON.parse(described.text));
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Route => {
      const params = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "");
      return { method: method.toUpperCase(), path, params, operation };
    }),
  );
  const failures: Finding[] = [];
  let cases = 0;
  const before = await fingerprint(session, world);
  for (const who of world.principals.filter((p) => comesThisWay(p) && (options.who?.(p) ?? true))) {
    const headers = await headersOf(who, options.jwtSecret);
    const ask = (route: Route, values: string[]) => {
      cases++;
      const path = route.params.reduce(
        (text, param, i) => text.replace(`{${param}}`, encodeURIComponent(values[i] ?? "")),
        route.path,
      );
      const schema = route.operation.requestBody?.content["application/json"]?.schema;
      const body =
        route.method === "GET" || schema === undefined
          ? {}
          : { body: exampleOf(asSchema(schema), document.components?.schemas ?? {}) };
      return options.door({ method: route.method, path, headers, ...body });
    };
    for (const route of routes.filter((r) => !notOfATenant.test(r.path))) {
      failures.push(...(await judgeRoute(world, who, route, (values) => ask(route, values))));
    }
  }
  return { cases, failures: [...failures, ...(await changesSince(before, session, world, "edge_writes"))] };
}

const asSchema = (schema: unknown): Schema => z.record(z.string(), z.unknown()).parse(schema);
const comesThisWay = (who: Principal) =>
  who.login === "edge" && (who.role === "anon" || (who.role === "authenticated" && who.person !== undefined));

async function headersOf(who: Principal, secret: string): Promise<Record<string, string>> {
  const token =
    who.key?.key ?? (who.person && who.role === "authenticated" ? await tokenOf(who.person, secret) : undefined);
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(who.names && { "plumbline-tenant": who.names.id }),
  };
}

async function judgeRoute(
  world: World,
  who: Principal,
  route: Route,
  ask: (values: string[]) => Promise<Answer>,
): Promise<Finding[]> {
  const found = (rule: string, sentence: string): Finding => ({
    rule,
    object: `${route.method} ${route.path}`,
    sentence: `${who.name}: ${sentence}`,
    fix: "Read through row-level security as the caller, and answer not_found for what is not there",
  });
  const at = standing(who)?.tenant;
  const other = at === world.tenants.B ? world.tenants.A : world.tenants.B;
  const own = valuesOf(world, route, at ?? world.tenants.A);
  const foreign = valuesOf(world, route, other);
  if (!own || !foreign) return [found("uncovered", `no value is known for ${route.params.join(", ")}`)];
  const answers: Answer[] = [];
  const shared = route.params.length === 0 || own.join() === foreign.join();
  const isStream = Object.values(route.operation.responses).some((r) => r.content && "text/event-stream" in r.content);
  if (route.method === "GET") {
    // A stream of one's own run stays open; nothing of another tenant can be in it.
    if (!isStream) answers.push(await ask(own));
    if (!shared) {
      const nobodys = nobodysFor(foreign);
      const [theirs, missing] = [await ask(foreign), await ask(nobodys)];
      answers.push(theirs, missing);
      if (plain(theirs, foreign) !== plain(missing, nobodys)) {
        return [
          found(
            "edge_tells",
            `a foreign row answers ${theirs.status}, a missing one ${missing.status}, or with other words`,
          ),
        ];
      }
    }
  } else if (!shared) answers.push(await ask(foreign));
  else if (!at && !isOpenToAll(route)) answers.push(await ask(own));
  const forbidden = foreignIds(world, who);
  return [
    ...answers.flatMap((a) => (a.status >= 500 ? [found("edge_breaks", `it ended in ${a.status}`)] : [])),
    ...answers.flatMap((a) => {
      const leaked = uuidsIn(a.text).filter((id) => forbidden.has(id) && !foreign.includes(id));
      return leaked.length > 0 ? [found("edge_leaks", `the answer names ${leaked[0]}, which is another tenant's`)] : [];
    }),
    ...misses(world, who, route, answers[0]).map((sentence) => found("edge_misses", sentence)),
  ];
}

/** Acts of somebody who is in no tenant yet: they concern their own profile, or a tenant that is not of the world. */
const isOpenToAll = (route: Route) => /^\/v1\/(me|tenants)\b/.test(route.path);

/** The same with other ids: what stands beside an id, as a number, is asked of what is missing too. */
function nobodysFor(values: string[]): string[] {
  const isId = (value: string) => uuidsIn(value).length > 0;
  return values.map((value) => (isId(value) || !values.some(isId) ? randomUUID() : value));
}

/** The nouns of an address as tables are called, the fullest first: `metric_profile`, `metric`, `profile`. */
function nounsOf(path: string): string[] {
  const words = path
    .split("/")
    .slice(2)
    .filter((part) => part !== "" && !part.startsWith("{"));
  const nouns = words.map((word) => word.replaceAll("-", "_").replace(/s$/, ""));
  return [nouns.join("_"), ...nouns];
}

/** The places that a parameter of a route may name a row of: those whose name begins with a noun before it. */
const placesOf = (world: World, route: Route, param: string): Place[] =>
  nounsOf(route.path.slice(0, route.path.indexOf(`{${param}}`))).flatMap((noun) =>
    [...world.places].flatMap(([name, place]) => (name.startsWith(noun) ? [place] : [])),
  );

/** For each parameter of the path a value of that tenant, all of one row where there is one that has them. */
function valuesOf(world: World, route: Route, tenant: Tenant): string[] | undefined {
  const values = route.params.map((param) => {
    const column = param === "other" ? "id" : param;
    const place = placesOf(world, route, param).find(
      (p) => hasColumn(p.relation, column) && !p.access.scope?.startsWith("platform"),
    );
    const rows = place?.rows.filter((r) => (r.facts.tenant_id ?? r.facts.id) === tenant.id) ?? [];
    // Somebody who is in two tenants is nobody's alone: an owner may remove them from their own.
    const alone = rows.find((r) => !place?.rows.some((o) => !rows.includes(o) && o.facts[column] === r.facts[column]));
    const row = alone ?? rows[0];
    return row && String(row.facts[column]);
  });
  return values.some((v) => v === undefined) ? undefined : values.map((v) => v ?? "");
}

/** An answer without what differs from request to request: its id, and the ids it was asked for. */
const plain = ({ status, text }: Answer, values: string[]): string =>
  `${status} ${[...values, ...uuidsIn(text)].reduce((rest, value) => rest.replaceAll(value, "ID"), text)}`;

/** Ids of rows in tenants the principal has nothing to do with. */
function foreignIds(world: World, who: Principal): Set<string> {
  const theirs = new Set(who.person?.memberships.map((m) => m.tenant.id));
  const ids = new Set<string>();
  for (const place of world.places.values()) {
    for (const { facts } of place.rows) {
      const tenant = String(facts.tenant_id ?? (place.access.scope === "tenants" ? facts.id : ""));
      if (tenant && !theirs.has(tenant)) for (const id of [tenant, facts.id]) if (typeof id === "string") ids.add(id);
    }
  }
  return ids;
}

/** Whether a list shows at least one of the rows that are the caller's to see. */
function misses(world: World, who: Principal, route: Route, answer: Answer | undefined): string[] {
  const [whole, ...words] = nounsOf(route.path);
  const named = [whole ?? "", words.at(-1) ?? ""];
  const place = named.flatMap((noun) => world.places.get(noun) ?? world.places.get(`${noun}s`) ?? [])[0];
  const isList = route.method === "GET" && route.params.length === 0 && place && hasColumn(place.relation, "id");
  if (!isList || !answer || place.access.scope) return [];
  const expected = rowsSeen(who, place, world).map((r) => String(r.facts.id));
  const shown = new Set(uuidsIn(answer.text));
  const none = expected.length > 0 && !expected.some((id) => shown.has(id));
  return none ? [`does not see the rows that are theirs (${answer.status})`] : [];
}
