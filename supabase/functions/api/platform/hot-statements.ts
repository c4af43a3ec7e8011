import { createHash } from "node:crypto";
import { literal, type Query } from "./sql.ts";

const hotAfter = 20;
const most = 500;

export interface HotStatements {
  /** The statement to send: `execute` by name once its text has been sent often enough, else the text itself. */
  text(query: Query): string;
  /** What to send before the statements after a session did not know a name: prepares what it lacks. */
  prepare(queries: readonly Query[]): string[];
  /** Told that preparing did not help (the embedded database): from now on every text is sent as it is. */
  giveUp(): void;
}

/**
 * Decides which statements are worth a plan that the database session keeps. Tenant and member are settings, not
 * literals, so the commonest reads have one text for everybody, and planning them is a third of what they cost Postgres.
 * Only statements that hold no text from a request qualify: their number is bounded. A kept plan depends on the role
 * and on nothing else of the request; Postgres makes it again when the role differs, row-level security included.
 */
export function hotStatements(): HotStatements {
  const counts = new Map<string, { sent: number; name: string }>();
  let executed = 0;
  let missed = 0;
  let lasting = true;
  return {
    text(query) {
      // Where sessions forget (a pooler that resets them), asking twice every time would cost more than planning.
      lasting &&= missed <= 200 || missed <= executed / 5;
      if (!query.general || !lasting) return query.text;
      const known = counts.get(query.text);
      if (known === undefined) {
        const name = `edge_${createHash("sha256").update(query.text).digest("hex").slice(0, 24)}`;
        if (counts.size < most) counts.set(query.text, { sent: 1, name });
        return query.text;
      }
      if (++known.sent <= hotAfter) return query.text;
      executed++;
      return `execute ${known.name}`;
    },
    prepare(queries) {
      missed++;
      return queries.flatMap(({ text }) => {
        const known = counts.get(text);
        return known && known.sent > hotAfter ? [prepareOnce(known.name, text)] : [];
      });
    },
    giveUp: () => {
      lasting = false;
    },
  };
}

/** Several messages on their way to one session may each find the name missing; only the first may prepare it. */
const prepareOnce = (name: string, text: string): string => {
  const block = `begin
    if not exists (select from pg_catalog.pg_prepared_statements where name = ${literal(name)}) then
      execute ${literal(`prepare ${name} as ${text}`)};
    end if;
  end`;
  return `do ${literal(block)}`;
};
