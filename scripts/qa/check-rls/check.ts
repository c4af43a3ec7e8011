import { AppError } from "@plumbline/contracts";
import postgres from "postgres";
import { type Becoming, prepareAttempts, prepareBecoming } from "./behaviour/attempt.ts";
import type { HttpReport } from "./behaviour/http.ts";
import { outsidersThroughEdge, outsidersThroughRest } from "./behaviour/outsiders.ts";
import { throughCalls } from "./behaviour/through-calls.ts";
import { throughEdge } from "./behaviour/through-edge.ts";
import { throughRest } from "./behaviour/through-rest.ts";
import { type Played, throughSql } from "./behaviour/through-sql.ts";
import { type Catalogue, prepareCatalogue, readCatalogue } from "./catalogue.ts";
import type { Finding } from "./finding.ts";
import { type MutationOptions, runMutation } from "./mutation/run.ts";
import { type BehaviourReport, matrixOf, type Report } from "./report.ts";
import { inTransaction, type Session, withSession } from "./session.ts";
import { runStatic } from "./static/static.ts";
import type { Target } from "./target.ts";
import { makeWorld, type World } from "./world/world.ts";

export type Layer = "static" | "behaviour" | "mutation";
export const layers: Layer[] = ["static", "behaviour", "mutation"];

export interface CheckOptions {
  layers: Layer[];
  /** Which mutants to try; all without it. */
  only?: MutationOptions["only"];
  onProgress?: (what: string) => void;
}

/**
 * Checks that no way across tenants exists, and that the check would notice one. On a throw-away database the world is
 * committed, so that it can be read over HTTP; on any other everything happens in one transaction that is rolled back.
 */
export async function checkRls(target: Target, options: CheckOptions): Promise<Report> {
  const started = performance.now();
  const sql = postgres(target.ownerUrl, {
    max: 1,
    onnotice: () => {},
    connect_timeout: 10,
    connection: { application_name: "plumbline-check-rls" },
  });
  try {
    return await withSession(sql, async (session) => {
      await requireOwner(session);
      const report = await checkIn(session, target, options);
      return { ...report, seconds: (performance.now() - started) / 1000 };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Throws AppError with its fix when this is no database of Plumbline's, or not its owner who asks. */
async function requireOwner(session: Session): Promise<void> {
  const [row] = await session<{ owns: boolean; user: string }[]>`
    select pg_catalog.pg_has_role(session_user, c.relowner, 'member') as owns, session_user as user
    from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass('public.tenants')`;
  if (!row) {
    throw new AppError("unavailable", "This is no database of Plumbline: it has no table public.tenants", {
      fix: "Correct the name of the database, or apply supabase/migrations first",
    });
  }
  if (!row.owns) {
    throw new AppError("unavailable", `The tables do not belong to ${row.user}`, {
      fix: "Connect as their owner; on Supabase that is the user postgres",
    });
  }
}

async function checkIn(session: Session, target: Target, options: CheckOptions): Promise<Report> {
  const tell = options.onProgress ?? (() => {});
  const wants = (layer: Layer) => options.layers.includes(layer);
  const prepare = async () => {
    await prepareCatalogue(session);
    await prepareAttempts(session);
    return readCatalogue(session);
  };
  let committed: World | undefined;
  let http: OverHttp = { edge: 0, rest: 0, failures: [], skipped: [] };
  if (target.throwAway && wants("behaviour")) {
    tell("making two tenants and everybody around them");
    const world = await inTransaction(session, "commit", async () => makeWorld(session, await prepare()));
    committed = world;
    http = await everybodyOverHttp(session, world, target, tell);
  }
  return inTransaction(session, "rollback", async (): Promise<Report> => {
    const catalogue = await prepare();
    const [server] = await session<{ version: string }[]>`select split_part(version(), ' on ', 1) as version`;
    const found: Report = { database: server?.version ?? "Postgres", seconds: 0 };
    tell("asking the catalogue");
    const rules = runStatic(catalogue);
    if (wants("static")) found.static = rules;
    if (!wants("behaviour") && !wants("mutation")) return found;
    const becoming = await prepareBecoming(session);
    const world = committed ?? (await makeWorld(session, catalogue));
    tell("trying every verb on every table as everybody");
    const played = [
      ...(await throughSql(session, world, becoming)),
      ...(await throughCalls(session, world, catalogue, becoming)),
    ];
    if (wants("behaviour")) {
      found.matrix = matrixOf(
        played,
        [...world.places].map(([name, { access }]) => [name, access.rule]),
      );
      if (!committed) http = await outsidersOverHttp(catalogue, target);
      found.behaviour = behaviourOf(world, played, becoming, http);
    }
    if (wants("mutation")) {
      found.mutation = await runMutation(session, catalogue, world, {
        becoming,
        // Elsewhere a mutant that a rule has noticed is not put to attempts: they would touch what is not ours.
        thorough: target.throwAway,
        baseline: [...rules.failures, ...played.flatMap((p) => p.failure ?? [])],
        ...(options.only && { only: options.only }),
        onProgress: (done, of) => tell(`breaking it in ${of} ways: ${done}`),
      });
    }
    return found;
  });
}

interface OverHttp {
  edge: number;
  rest: number;
  failures: Finding[];
  skipped: string[];
}

async function everybodyOverHttp(
  session: Session,
  world: World,
  target: Target,
  tell: (what: string) => void,
): Promise<OverHttp> {
  if (target.edge) tell("asking every route of the edge as everybody");
  const edge = target.edge && (await throughEdge(session, world, target.edge));
  if (target.rest) tell("reading and writing through the REST endpoint as everybody");
  const rest = target.rest && (await throughRest(session, world, target.rest));
  return overHttp(edge, rest);
}

async function outsidersOverHttp(catalogue: Catalogue, target: Target): Promise<OverHttp> {
  const edge = target.edge && (await outsidersThroughEdge(target.edge.door, target.edge.jwtSecret));
  const rest = target.rest && (await outsidersThroughRest(catalogue, target.rest.door, target.rest.jwtSecret));
  const report = overHttp(edge, rest);
  if (!edge && !rest) return report;
  return {
    ...report,
    skipped: [...report.skipped, "members over HTTP: their rows would have to stay, so only outsiders came"],
  };
}

function overHttp(edge: HttpReport | undefined, rest: HttpReport | undefined): OverHttp {
  return {
    edge: edge?.cases ?? 0,
    rest: rest?.cases ?? 0,
    failures: [...(edge?.failures ?? []), ...(rest?.failures ?? [])],
    skipped: [
      ...(edge ? [] : ["the edge: no address was given"]),
      ...(rest ? [] : ["the REST endpoint: no address was given"]),
    ],
  };
}

function behaviourOf(
  world: World,
  played: Played[],
  as: Becoming,
  { edge, rest, failures, skipped }: OverHttp,
): BehaviourReport {
  return {
    cases: played.length + edge + rest,
    failures: [...world.uncovered, ...played.flatMap((p) => p.failure ?? []), ...failures],
    through: { sql: played.length, edge, rest },
    as,
    skipped,
  };
}
