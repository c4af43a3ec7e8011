import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { World } from "../world/world.ts";
import { type Attempt, type Becoming, judgeOutcome, type Outcome, play } from "./attempt.ts";
import { casesOf, columnCases } from "./cases.ts";

export interface Played {
  attempt: Attempt;
  outcome: Outcome;
  failure: Finding | undefined;
}

/** Plays every attempt on every table, or on those named. */
export async function throughSql(
  session: Session,
  world: World,
  becoming: Becoming,
  tables: string[] = [...world.places.keys()],
): Promise<Played[]> {
  const attempts = tables
    .flatMap((name) => {
      const place = world.places.get(name);
      return place ? [...casesOf(world, place), ...columnCases(world, place)] : [];
    })
    .sort((x, y) => order(world, x) - order(world, y));
  const outcomes = await play(session, attempts, becoming);
  return attempts.flatMap((attempt, i) => {
    const outcome = outcomes[i];
    return outcome ? [{ attempt, outcome, failure: judgeOutcome(attempt, outcome) }] : [];
  });
}

const order = (world: World, { who }: Attempt) => (typeof who === "string" ? -1 : world.principals.indexOf(who));
