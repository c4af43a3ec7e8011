import { execFile } from "node:child_process";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDatabase } from "../local/database.ts";
import { startEmbeddedPostgres } from "../local/embedded-postgres/server.ts";

let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let sql: postgres.Sql;
beforeAll(async () => {
  server = await startEmbeddedPostgres({});
  await prepareDatabase({
    ownerUrl: server.url,
    jwtSecret: "x".repeat(32),
    siteUrl: "http://127.0.0.1:1",
    publishableKey: "sb_publishable_local",
    passwords: { edge: "e", worker_login: "w" },
  });
  sql = postgres(server.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql?.end();
  await server?.stop();
});

/** The command as an operator runs it. */
async function deadLetters(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: server.url };
  try {
    const { stdout, stderr } = await promisify(execFile)("node", ["scripts/cli/dead-letters.ts", ...args], { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code, out: String(stdout), err: String(stderr) };
  }
}
const die = async (queue: string) => {
  const [row] = await sql<{ id: string }[]>`
    insert into pgboss.job (name, data, source_name, source_output)
    values ('dead', ${sql.json({ run_id: "r1" })}, ${queue}, ${sql.json({ message: "out of\u001b[31m memory\nagain" })}) returning id`;
  return row?.id ?? "";
};
const waiting = async (queue: string) =>
  (await sql`select id from pgboss.job where name = ${queue} and state = 'created'`).length;

test("the operator sees what died, and gives back all of it or what is named", async () => {
  expect((await deadLetters()).out).toBe("No job is dead\n");
  const [one] = [await die("file.sweep"), await die("file.sweep"), await die("gone.queue")];
  const listed = JSON.parse((await deadLetters("--json")).out);
  expect(listed).toMatchObject({ total: 3, unroutable: 1, destinations: [{ name: "file.sweep", count: 2 }] });
  expect(listed.jobs[0]).toMatchObject({ queue: "file.sweep", run_id: "r1", routable: true });
  const { out } = await deadLetters();
  expect(out).toContain("run r1: out of [31m memory again\n");
  expect(out).toContain("2 would go back to file.sweep\n1 would stay");
  // Looking changed nothing.
  const before = await waiting("file.sweep");
  expect(await waiting("dead")).toBe(3);
  expect(JSON.parse((await deadLetters("--redrive", one, "--json")).out)).toEqual({ redriven: 1, left: 2 });
  expect((await deadLetters("--redrive")).out).toBe("1 given back to their queues, 1 left\n");
  expect(await waiting("file.sweep")).toBe(before + 2);
  const again = await deadLetters("--redrive", one);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining("no dead jobs") });
});
