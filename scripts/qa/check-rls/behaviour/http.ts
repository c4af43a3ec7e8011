import { SignJWT } from "jose";
import { qualified } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { Person } from "../world/principals.ts";
import { type World, whichRows } from "../world/world.ts";

export interface Answer {
  status: number;
  text: string;
}
export interface HttpRequest {
  method: string;
  /** As the document or PostgREST names it, with the query. */
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}
/** A way in over HTTP: the edge or the REST endpoint. */
export type Door = (request: HttpRequest) => Promise<Answer>;

/** Reads an answer: whole, or of a stream of events what comes first. One that breaks off on the way counts as far as it came. */
export async function answerOf(response: Response): Promise<Answer> {
  const { status } = response;
  if (!/event-stream/.test(response.headers.get("content-type") ?? "")) {
    return { status, text: await response.text().catch(() => "") };
  }
  const reader = response.body?.getReader();
  const silence = new Promise<undefined>((resolve) => setTimeout(resolve, 2000, undefined).unref());
  const first = await Promise.race([reader?.read(), silence]);
  await reader?.cancel();
  return { status, text: new TextDecoder().decode(first?.value) };
}

export interface HttpReport {
  cases: number;
  failures: Finding[];
}

/** An access token as the auth server signs it. */
export const tokenOf = (person: Pick<Person, "id">, secret: string): Promise<string> =>
  new SignJWT({ role: "authenticated", aud: "authenticated", sub: person.id })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));

/** Every row of the world in one word a table, to see whether anything changed. */
export async function fingerprint(session: Session, world: World): Promise<Map<string, string>> {
  const words = new Map<string, string>();
  for (const [name, place] of world.places) {
    // When a key was last used is noted with every request: no change anybody asked for.
    const [row] = await session.unsafe<{ word: string }[]>(
      `select md5(coalesce(string_agg((to_jsonb(t) - 'last_used_at')::text, ',' order by ${place.key}), '')) as word
       from ${qualified(place.relation)} t where ${whichRows(world, place)}`,
    );
    words.set(name, row?.word ?? "");
  }
  return words;
}

/** What of the world is not as it was, as findings of that way in. */
export async function changesSince(
  before: Map<string, string>,
  session: Session,
  world: World,
  rule: string,
): Promise<Finding[]> {
  const after = await fingerprint(session, world);
  return [...after].flatMap(([name, word]) =>
    before.get(name) === word
      ? []
      : [
          {
            rule,
            object: `public.${name}`,
            sentence: "A write that was to be refused changed it",
            fix: "Find the request by its policy or its route, and refuse it",
          },
        ],
  );
}

export const uuidsIn = (text: string): string[] =>
  text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi)?.map((id) => id.toLowerCase()) ?? [];
