import { readFileSync } from "node:fs";
import { describe, expect, inject, test } from "vitest";
import { accessTable } from "./access-table.ts";
import { throughEdge } from "./check-rls/behaviour/through-edge.ts";
import { throughSql } from "./check-rls/behaviour/through-sql.ts";
import { inTransaction } from "./check-rls/session.ts";
import { runStatic } from "./check-rls/static/static.ts";
import { openEdge } from "./check-rls/target.ts";
import { makeWorld, removeWorld } from "./check-rls/world/world.ts";
import { failuresIn, openStage } from "./stage.fixture.ts";

// What `npm run qa:check-rls` does in full, in parts and on both databases: a table is covered the day it appears.
const database = inject("database");
const { session, prepare, onStage } = openStage();

describe("the database", () => {
  test("breaks no rule of isolation", async () => {
    const { checked, failures } = runStatic(await inTransaction(session(), "rollback", prepare));
    expect(failures).toEqual([]);
    expect(checked).toBeGreaterThan(1000);
  });

  test("shows and lets change to each principal what the access table says, and has a row for every table", async () => {
    await onStage(async ({ world, becoming }) => {
      expect(world.uncovered).toEqual([]);
      const played = await throughSql(session(), world, becoming);
      expect(failuresIn(played)).toEqual([]);
      expect(played.length).toBeGreaterThan(4000);
    });
  });

  test("is read through the edge without a trace of another tenant, and written by none who may not", async () => {
    const edge = openEdge(database.edge, database.jwt_secret);
    const world = await inTransaction(session(), "commit", async () => makeWorld(session(), await prepare()));
    const some = /^(owner of A|viewer of A|API key, (editor|revoked)|owner of B, naming A|pending|stranger|anon)/;
    try {
      const { cases, failures } = await throughEdge(session(), world, { ...edge, who: (p) => some.test(p.name) });
      expect(failures).toEqual([]);
      expect(cases).toBeGreaterThan(250);
      // An edge that takes everybody for somebody of A.
      const deputy = world.principals.find((p) => p.name === "API key, editor of A")?.key?.key ?? "";
      const confused = await throughEdge(session(), world, {
        ...edge,
        who: (p) => p.name === "owner of B",
        door: (request) => edge.door({ ...request, headers: { authorization: `Bearer ${deputy}` } }),
      });
      expect(new Set(confused.failures.map((f) => f.rule))).toContain("edge_leaks");
    } finally {
      await inTransaction(session(), "commit", () => removeWorld(session(), world));
      await edge.close();
    }
  });
});

test("docs/security.md shows the access table", () => {
  const doc = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
  const rows = Object.entries(accessTable).map(([table, { rule }]) => `| \`${table}\` | ${rule} |`);
  expect(doc).toContain(rows.join("\n"));
});
