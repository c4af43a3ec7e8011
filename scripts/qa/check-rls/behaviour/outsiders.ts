import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Catalogue, exposed, qualified } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import { type Answer, type Door, type HttpReport, tokenOf } from "./http.ts";

/** Who may come to a live system without leaving a trace: nobody, and somebody the database has never heard of. */
async function outsiders(jwtSecret: string): Promise<{ name: string; headers: Record<string, string> }[]> {
  const stranger = jwtSecret && { authorization: `Bearer ${await tokenOf({ id: randomUUID() }, jwtSecret)}` };
  return [{ name: "anon", headers: {} }, ...(stranger ? [{ name: "stranger", headers: stranger }] : [])];
}

/** On a live system: outsiders see no row of any table through the REST endpoint, and add none. */
export async function outsidersThroughRest(catalogue: Catalogue, door: Door, jwtSecret: string): Promise<HttpReport> {
  const failures: Finding[] = [];
  let cases = 0;
  for (const { name, headers } of await outsiders(jwtSecret)) {
    for (const relation of exposed(catalogue)) {
      const failed = (sentence: string) =>
        failures.push({
          rule: "rest_outsider",
          object: qualified(relation),
          sentence: `${name} ${sentence}`,
          fix: "Revoke the grant, or narrow the policy",
        });
      const read = await door({ method: "GET", path: `/${relation.name}?limit=1`, headers });
      const sees = read.status < 300 && read.text.trim() !== "[]";
      if (sees || (name === "anon" && read.status < 400)) failed(`reads it through REST (${read.status})`);
      const write = await door({ method: "POST", path: `/${relation.name}`, headers, body: {} });
      if (write.status < 400) failed(`adds to it through REST (${write.status})`);
      for (const answer of [read, write]) if (answer.status >= 500) failed(`made the endpoint answer ${answer.status}`);
      cases += 2;
    }
  }
  return { cases, failures };
}

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** On a live system: every route but health and the description refuses nobody, and shows a stranger no tenant's id. */
export async function outsidersThroughEdge(door: Door, jwtSecret: string): Promise<HttpReport> {
  const described = await door({ method: "GET", path: "/v1/openapi.json", headers: {} });
  const { paths } = Document.parse(JSON.parse(described.text));
  const failures: Finding[] = [];
  let cases = 0;
  for (const { name, headers } of await outsiders(jwtSecret)) {
    for (const [path, item] of Object.entries(paths)) {
      if (/^\/v1\/(health|openapi\.json)$/.test(path)) continue;
      // A stranger only reads: making a tenant is anybody's right, and would stay.
      for (const method of Object.keys(item).filter((m) => name === "anon" || m === "get")) {
        const asked = path.replaceAll(/\{\w+\}/g, randomUUID());
        const answer = await door({ method: method.toUpperCase(), path: asked, headers });
        cases++;
        const sentence = verdict(name, path, answer);
        if (sentence)
          failures.push({
            rule: "edge_outsider",
            object: `${method.toUpperCase()} ${path}`,
            sentence: `${name}: ${sentence}`,
            fix: "Put the route behind signedIn",
          });
      }
    }
  }
  return { cases, failures };
}

function verdict(name: string, path: string, { status }: Answer): string | undefined {
  if (status >= 500) return `it ended in ${status}`;
  if (name === "anon") return status === 401 ? undefined : `it answered ${status}`;
  const asksNothing = /^\/v1\/(me|tenants|features|invitations\/preview)\b/.test(path);
  return status < 300 && !asksNothing ? `it answered ${status}` : undefined;
}
