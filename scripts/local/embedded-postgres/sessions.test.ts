import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { int32, message, readRow, syncMessage } from "./protocol.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./server.ts";
import { errorOf, typesOf, WireClient, type WireMessage } from "./wire-client.ts";

let database: EmbeddedPostgres;
let admin: postgres.Sql;
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });
const connectAs = (user: string, options: postgres.Options<Record<string, never>> = {}) =>
  postgres(database.url.replace("postgres@", `${user}@`), { onnotice() {}, ...options });

beforeAll(async () => {
  database = await startEmbeddedPostgres({ maintenanceMs: 50 });
  admin = connectAs("postgres", { max: 2 });
  await admin.unsafe(`
    create role edge login noinherit; create role member; create role other; grant member, other to edge;
    create table notes (id int generated always as identity primary key, author text, body text);
    grant all on notes to member, other;
  `);
}, 60_000);
afterAll(async () => {
  await admin.end();
  await database.stop();
});

const parse = (name: string, sql: string) => message("P", name, sql, Buffer.alloc(2));
const bind = (name: string) => message("B", "", name, Buffer.alloc(6));
const execute = message("E", "", int32(0));
const rowsOf = (messages: WireMessage[]) =>
  messages.filter(({ type }) => type === "D").map(({ body }) => readRow(body));

test("400 transactions of 40 connections see their own role and claims, and none of another's", async () => {
  const sql = connectAs("edge", { max: 40 });
  const connection = async (number: number) => {
    const own = await sql.reserve();
    for (let round = 0; round < 10; round++) {
      const role = number % 2 ? "member" : "other";
      const [outside, , , seen, , after] = await Promise.all([
        own`select current_user as role, current_setting('app.claims', true) as claims`,
        own`begin`,
        own`select set_config('role', ${role}, true), set_config('app.claims', ${`${number}/${round}`}, true)`,
        own`insert into notes (author) values (current_setting('app.claims')) returning author, current_user as role`,
        own`commit`,
        own`select current_user as role, coalesce(current_setting('app.claims', true), '') as claims`,
      ]);
      expect(seen[0]).toEqual({ author: `${number}/${round}`, role });
      expect([outside[0]?.role, outside[0]?.claims ?? "", after[0]]).toEqual([
        "edge",
        "",
        { role: "edge", claims: "" },
      ]);
    }
    own.release();
  };
  await Promise.all(Array.from({ length: 40 }, (_, number) => connection(number)));
  const [written] = await admin`select count(distinct author)::int as count from notes`;
  expect(written).toEqual({ count: 400 });
  await sql.end();
});

test("what one session sets for itself stays in that session, whatever way it was set", async () => {
  const [mine, theirs] = [await WireClient.login(database.port, "edge"), await WireClient.login(database.port, "edge")];
  // Postgres reads a setting of one's own that was ever set as '' once it is reset.
  const state = `select current_setting('search_path'), coalesce(current_setting('app.x', true), ''), current_user,
    to_regclass('temporary')`;
  const clean = rowsOf(await theirs.query(state));
  await mine.query("set search_path = secret; set role member");
  await mine.query("do $$ begin perform set_config('app.x', 'mine', false); end $$");
  await mine.query("create temp table temporary (a int)");
  await mine.query("declare held cursor with hold for select 1");
  expect(rowsOf(await theirs.query(state)), "the other session").toEqual(clean);
  expect(errorOf(await theirs.query("fetch held"))?.code).toBe("34000");
  expect(rowsOf(await mine.query(`select current_setting('search_path'), current_user`))).toEqual([
    ["secret", "member"],
  ]);
  await mine.query("reset role; reset search_path");
  await theirs.query("select 1");
  expect(rowsOf(await mine.query(`select current_setting('search_path'), current_user`))).toEqual([["public", "edge"]]);
  for (const client of [mine, theirs]) client.socket.destroy();
});

test("a session keeps the settings of its start-up packet and finds them again after RESET and DISCARD ALL", async () => {
  const options = { options: "-c statement_timeout=4321", TimeZone: "Asia/Tokyo" };
  const [mine, theirs] = [
    await WireClient.login(database.port, "edge", options),
    await WireClient.login(database.port, "edge"),
  ];
  const read = "select current_setting('statement_timeout'), current_setting('timezone')";
  for (const sql of ["select 1", "reset timezone", "set timezone = 'UTC'; reset all", "discard all"]) {
    await mine.query(sql);
    expect(rowsOf(await mine.query(read)), sql).toEqual([["4321ms", "Asia/Tokyo"]]);
    expect(rowsOf(await theirs.query(read)), sql).toEqual([["0", "UTC"]]);
    expect(rowsOf(await mine.query(read)), sql).toEqual([["4321ms", "Asia/Tokyo"]]);
  }
  await mine.query("set server_version = '1'");
  await mine.query("set timezone = 'Europe/Paris'");
  await theirs.query("select 1");
  expect(rowsOf(await mine.query(read)), "a refused setting takes no other with it").toEqual([
    ["4321ms", "Europe/Paris"],
  ]);
  for (const client of [mine, theirs]) client.socket.destroy();
});

test("two clients may give different statements the same name, or none, in the protocol and in SQL", async () => {
  const clients = await Promise.all([1, 2].map(() => WireClient.login(database.port, "edge")));
  for (const [index, client] of clients.entries()) {
    client.send(parse("same", `select ${index}`), parse("", `select 'unnamed ${index}'`), syncMessage);
    expect(errorOf(await client.until("Z"))).toBeUndefined();
    expect(errorOf(await client.query(`prepare "Same" as select 10 + ${index}`))).toBeUndefined();
    client.send(parse("", `select 'unnamed ${index}'`), syncMessage);
    await client.until("Z");
  }
  for (const [index, client] of clients.entries()) {
    client.send(bind(""), execute, bind("same"), execute, syncMessage);
    expect(rowsOf(await client.until("Z"))).toEqual([[`unnamed ${index}`], [String(index)]]);
    expect(rowsOf(await client.query('explain execute "Same"')).length).toBeGreaterThan(0);
    expect(rowsOf(await client.query('execute "Same"'))).toEqual([[String(10 + index)]]);
  }
  const [first, second] = clients;
  await first?.query("deallocate all");
  expect(errorOf((await first?.query("execute same")) ?? [])?.code).toBe("26000");
  expect(rowsOf((await second?.query("execute same")) ?? []), "not the other client's").toEqual([["1"]]);
  for (const client of clients) client.socket.destroy();
  const left = async () => {
    const next = await WireClient.login(database.port, "edge");
    const rows = rowsOf(
      await next.query("select statement from pg_prepared_statements where statement ~ 'unnamed|10 [+]'"),
    );
    next.socket.destroy();
    return rows;
  };
  await eventually(left).toEqual([]);
});

test("a notification reaches every session that listens to its channel and no other", async () => {
  const heard: string[] = [];
  const [one, two, three] = [
    connectAs("edge", { max: 1 }),
    connectAs("edge", { max: 1 }),
    connectAs("edge", { max: 1 }),
  ];
  const listening = await one.listen("News", (text) => heard.push(`one ${text}`));
  await two.listen("News", (text) => heard.push(`two ${text}`));
  await three.listen("weather", (text) => heard.push(`three ${text}`));
  const waverer = await WireClient.login(database.port, "edge");
  await waverer.query('begin; listen "News"; rollback; listen weather; unlisten *');
  await admin.notify("News", "a");
  await admin.begin(async (transaction) => {
    await transaction`select pg_notify('weather', 'b')`;
    await transaction`select pg_notify('nobody', 'c')`;
  });
  await eventually(() => heard.toSorted()).toEqual(["one a", "three b", "two a"]);
  await listening.unlisten();
  await admin.notify("News", "d");
  await admin.notify("weather", "e");
  await eventually(() => heard.toSorted()).toEqual(["one a", "three b", "three e", "two a", "two d"]);
  expect(typesOf(waverer.received)).toBe("");
  await waverer.query("listen elsewhere");
  await admin.notify("News", "f");
  await eventually(() => heard.includes("two f")).toBe(true);
  expect(typesOf(await waverer.query("select 1")), "nothing but its own answer").toBe("TDCZ");
  waverer.socket.destroy();
  for (const sql of [one, two, three]) await sql.end();
});

test("an error inside a transaction wedges nobody, and the rest of a pipeline after it is skipped", async () => {
  const client = await WireClient.login(database.port, "edge");
  client.send(message("Q", "begin"), parse("", "selec 1"), bind(""), execute, syncMessage);
  await client.until("Z");
  expect(typesOf(await client.until("Z"))).toBe("EZ");
  const waiting = admin`select 1 as one`;
  expect(errorOf(await client.query("select 1"))?.code).toBe("25P02");
  await client.query("rollback");
  expect(await waiting).toEqual([{ one: 1 }]);
  client.socket.destroy();
});

test("a client killed in a transaction, or in the middle of an extended query, frees the engine and changes nothing", async () => {
  const before = await admin`select count(*)::int from notes`;
  const inTransaction = await WireClient.login(database.port, "postgres");
  await inTransaction.query("begin; insert into notes (body) values ('lost')");
  inTransaction.socket.resetAndDestroy();
  expect(await admin`select count(*)::int from notes`).toEqual(before);
  const inQuery = await WireClient.login(database.port, "postgres");
  inQuery.send(parse("", "selec 1"), message("H"));
  await inQuery.until("E");
  inQuery.socket.resetAndDestroy();
  expect(await admin`select count(*)::int from notes`).toEqual(before);
});

test("what a client sent before it hung up is still done", async () => {
  const holder = await WireClient.login(database.port, "postgres");
  const hasty = await WireClient.login(database.port, "postgres");
  await holder.query("begin");
  hasty.send(message("Q", "insert into notes (body) values ('sent')"), message("X"));
  await hasty.closedByUs();
  await holder.query("commit");
  await eventually(async () => (await admin`select 1 as found from notes where body = 'sent'`).length).toBe(1);
  holder.socket.destroy();
});

test("a transaction that waits too long for its client is ended with 25P03 and rolled back", async () => {
  const strict = await startEmbeddedPostgres({ idleTransactionMs: 100 });
  const [idler, next] = [
    await WireClient.login(strict.port, "postgres"),
    await WireClient.login(strict.port, "postgres"),
  ];
  await idler.query("create table t (a int)");
  await idler.query("begin; insert into t values (1)");
  expect(rowsOf(await next.query("select count(*) from t"))).toEqual([["0"]]);
  expect((await idler.closed())?.code).toBe("25P03");
  const unread = await WireClient.login(strict.port, "postgres");
  unread.socket.pause();
  unread.send(message("Q", "begin; select repeat('x', 10000) from generate_series(1, 3000)"));
  await eventually(async () => rowsOf(await next.query("select 1"))).toEqual([["1"]]);
  unread.socket.destroy();
  await strict.stop();
});

test.each([
  "copy notes from stdin",
  "/* x */ COPY (select 1) TO stdout",
  "select 1; copy notes(body) from STDIN with (format csv)",
])("%s is refused with 0A000, simple or extended, and the connection stays usable", async (sql) => {
  const client = await WireClient.login(database.port, "postgres");
  expect(errorOf(await client.query(sql))?.code).toBe("0A000");
  client.send(parse("", sql), bind(""), execute, syncMessage, message("d", "stray"), message("c"));
  expect(errorOf(await client.until("Z"))?.code).toBe("0A000");
  await client.query("begin");
  expect((await client.query(sql)).at(-1)?.body.toString(), "as any error, it fails the transaction").toBe("E");
  await client.query("rollback");
  expect(rowsOf(await client.query("select 'copy to stdout'"))).toEqual([["copy to stdout"]]);
  client.socket.destroy();
});

test("a COPY hidden from the server's eyes does not make the engine wait for ever", async () => {
  const client = await WireClient.login(database.port, "postgres");
  await client.query("set standard_conforming_strings = off");
  const hidden = String.raw`select '\'' ; copy notes from stdin; select '\'' ;--'`;
  expect(errorOf(await client.query(hidden))?.code).toBe("57014");
  expect(rowsOf(await client.query("select 1"))).toEqual([["1"]]);
  client.socket.destroy();
});

test("8 MB go in as one parameter and come back unchanged, and a result of 30 MB arrives whole", async () => {
  const bytes = Buffer.alloc(8 * 1024 * 1024, "plumbline").fill(0, 100, 200);
  const [row] = await admin`select ${bytes}::bytea as bytes`;
  expect(bytes.equals(row?.bytes)).toBe(true);
  const rows = await admin`select repeat('x', 10000) as x from generate_series(1, 3000)`;
  expect(rows.reduce((sum, { x }) => sum + x.length, 0)).toBe(30_000_000);
});

test("dead rows are removed and tables analyzed without anybody asking", async () => {
  await admin.unsafe("create table churn as select n from generate_series(1, 5000) n; delete from churn");
  const state = async () =>
    (
      await admin`select last_vacuum is not null as vacuumed, last_analyze is not null as analyzed
      from pg_stat_user_tables where relname = 'churn'`
    )[0];
  await eventually(state).toEqual({ vacuumed: true, analyzed: true });
});
