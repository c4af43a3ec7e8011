import type { Attempt, Becoming } from "./behaviour/attempt.ts";
import type { Played } from "./behaviour/through-sql.ts";
import type { Finding } from "./finding.ts";
import type { MutationReport } from "./mutation/run.ts";

/** One principal at one table: what they were seen to do, and whether that was expected. */
export interface Cell {
  /** r reads, a adds, c changes, d deletes; only what was done. */
  letters: string;
  expected: boolean;
}
/** Rows are tables, columns principals, both in the order of the check. */
export interface Matrix {
  principals: string[];
  tables: { name: string; rule: string; cells: Cell[] }[];
}

export interface BehaviourReport {
  cases: number;
  failures: Finding[];
  /** Which ways in were tried, and how often. */
  through: { sql: number; edge: number; rest: number };
  /** Whether the logins themselves were used, or only their roles. */
  as: Becoming;
  /** Ways in that were not tried, and why. */
  skipped: string[];
}

/** What the check found. A layer that was not asked for is not there. */
export interface Report {
  database: string;
  seconds: number;
  static?: { checked: number; failures: Finding[] };
  behaviour?: BehaviourReport;
  mutation?: MutationReport;
  matrix?: Matrix;
}

export const failuresOf = (report: Report): Finding[] => [
  ...(report.static?.failures ?? []),
  ...(report.behaviour?.failures ?? []),
  ...(report.mutation?.survivors ?? []),
];

/** For programs: the three layers and nothing else. */
export const toJson = ({ static: rules, behaviour, mutation }: Report): string =>
  JSON.stringify({ static: rules, behaviour, mutation });

const letters = { select: "r", insert: "a", update: "c", delete: "d", truncate: "t", call: "" } as const;

/** What each principal was seen to do with each table, from the attempts in SQL. */
export function matrixOf(played: Played[], tables: [name: string, rule: string][]): Matrix {
  const principals = [
    ...new Set(played.flatMap(({ attempt: { who } }) => (typeof who === "string" ? [] : [who.name]))),
  ];
  const at = (table: string, principal: string): Cell => {
    const here = played.filter(
      ({ attempt: a }) => a.table === table && typeof a.who !== "string" && a.who.name === principal,
    );
    const done = new Set(
      here.flatMap(({ attempt, outcome }) => (happened(attempt, outcome) ? [letters[attempt.verb]] : [])),
    );
    return {
      letters: Object.values(letters)
        .filter((letter) => done.has(letter))
        .join(""),
      expected: here.every((p) => !p.failure),
    };
  };
  return {
    principals,
    tables: tables.map(([name, rule]) => ({ name, rule, cells: principals.map((p) => at(name, p)) })),
  };
}

const happened = (attempt: Attempt, outcome: Played["outcome"]): boolean =>
  outcome.state === "00000" && (attempt.kind === "rows" ? (outcome.rows?.length ?? 0) > 0 : outcome.count > 0);
