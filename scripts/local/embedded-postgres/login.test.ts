import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { int32, message, readRow } from "./protocol.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./server.ts";
import { errorOf, untyped, WireClient, type WireMessage } from "./wire-client.ts";

let database: EmbeddedPostgres;
let admin: postgres.Sql;

beforeAll(async () => {
  database = await startEmbeddedPostgres({ passwords: { postgres: "s3cret/ü", guarded: "right" } });
  admin = postgres(database.url, { max: 1, onnotice() {} });
  await admin.unsafe(`
    create role edge login; create role guarded login; create role nologin nologin; create role second superuser login;
    alter role edge set work_mem = '5MB'; alter role edge set log_min_duration_statement = 7;
    create function escape_plain() returns text language plpgsql as
      $$ begin execute 'set session auth' || 'orization postgres'; return session_user; end $$;
    create function escape_definer() returns text language plpgsql security definer as
      $$ begin execute 'set session auth' || 'orization postgres'; return session_user; end $$;
    create function escape_clause() returns text language plpgsql set session_authorization = postgres as
      $$ begin return session_user; end $$;
  `);
}, 60_000);
afterAll(async () => {
  await admin.end();
  await database.stop();
});

const rowOf = (messages: WireMessage[]) => {
  const row = messages.find(({ type }) => type === "D");
  return row && readRow(row.body);
};
const who = "select session_user, current_user";

test("session_user is the user of the start-up packet, from the first statement and between other users' statements", async () => {
  const edge = await WireClient.login(database.port, "edge");
  const second = await WireClient.login(database.port, "second");
  for (let round = 0; round < 3; round++) {
    expect(rowOf(await edge.query(who))).toEqual(["edge", "edge"]);
    expect(rowOf(await second.query(who))).toEqual(["second", "second"]);
    expect([...(await admin.unsafe(who))]).toEqual([{ session_user: "postgres", current_user: "postgres" }]);
  }
  for (const client of [edge, second]) client.socket.destroy();
});

test.each([
  "set session authorization postgres",
  "SET /* x */ SESSION -- y\n AUTHORIZATION 'postgres'",
  "set local session authorization postgres",
  `set "session_authorization" = postgres`,
  "select 1; set session authorization postgres; create table escaped ()",
  "select set_config('session_' || 'authorization', 'postgres', false)",
  "do $$ begin execute 'set session auth' || 'orization postgres'; end $$",
  "select escape_plain()",
  "select escape_definer()",
  "select escape_clause()",
  "set role postgres",
])("a client that is no superuser cannot become one by: %s", async (sql) => {
  const edge = await WireClient.login(database.port, "edge");
  expect(errorOf(await edge.query(sql))?.code).toBe("42501");
  expect(rowOf(await edge.query(who))).toEqual(["edge", "edge"]);
  edge.socket.destroy();
});

test.each([
  "reset session authorization",
  "set session authorization default",
  "discard all",
  "reset all",
  "begin; set local session authorization default",
])("%s leads a client back to its own user", async (sql) => {
  const edge = await WireClient.login(database.port, "edge");
  const second = await WireClient.login(database.port, "second");
  expect(errorOf(await edge.query(sql))).toBeUndefined();
  expect(rowOf(await edge.query(who))).toEqual(["edge", "edge"]);
  await edge.query("rollback");
  await second.query("set session authorization edge");
  expect(rowOf(await second.query(who))).toEqual(["edge", "edge"]);
  await edge.query("select 1");
  expect(rowOf(await second.query(who)), "kept over another's turn").toEqual(["edge", "edge"]);
  await second.query("reset session authorization");
  expect(rowOf(await second.query(who))).toEqual(["second", "second"]);
  for (const client of [edge, second]) client.socket.destroy();
});

test("a start-up packet cannot smuggle in another user", async () => {
  for (const options of [{ options: "-c session_authorization=postgres" }, { SESSION_AUTHORIZATION: "postgres" }]) {
    const edge = await WireClient.login(database.port, "edge", options);
    expect(rowOf(await edge.query(who))).toEqual(["edge", "edge"]);
    edge.socket.destroy();
  }
});

test("what ALTER ROLE set holds for the role's sessions and for no others", async () => {
  const edge = await WireClient.login(database.port, "edge");
  const second = await WireClient.login(database.port, "second");
  const read = "select current_setting('work_mem'), current_setting('log_min_duration_statement')";
  expect(rowOf(await second.query(read))).toEqual(["4MB", "-1"]);
  expect(rowOf(await edge.query("select current_setting('work_mem')"))).toEqual(["5MB"]);
  for (const client of [edge, second]) client.socket.destroy();
});

test.each([
  ["nobody", "28000", 'role "nobody" does not exist'],
  ["nologin", "28000", 'role "nologin" is not permitted to log in'],
])("a login as %s is refused with %s", async (user, code, text) => {
  const client = await WireClient.connect(database.port);
  client.startup({ user });
  expect(await client.closed()).toEqual({ code, message: text });
});

test("a role with a password is let in with it and with nothing else, the superuser too", async () => {
  for (const [user, password, code] of [
    ["guarded", "right", undefined],
    ["guarded", "wrong", "28P01"],
    ["guarded", "", "28P01"],
    ["postgres", "right", "28P01"],
    ["postgres", "s3cret/ü", undefined],
  ] as const) {
    const client = await WireClient.connect(database.port);
    client.startup({ user });
    expect((await client.until("R")).at(-1)?.body.readInt32BE(0)).toBe(3);
    client.send(message("p", Buffer.from(`${password}\0`)));
    if (code) expect((await client.closed())?.code).toBe(code);
    else expect(rowOf([...(await client.until("Z")), ...(await client.query(who))])).toEqual([user, user]);
    client.socket.destroy();
  }
  const silent = await WireClient.connect(database.port);
  silent.startup({ user: "guarded" });
  await silent.until("R");
  silent.send(message("Q", "select 1"));
  expect((await silent.closed())?.code, "a query is no password").toBe("08P01");
});

test("encryption is declined, cancelling is ignored, and any database name is accepted", async () => {
  for (const request of [80877103, 80877104]) {
    const client = await WireClient.connect(database.port);
    const answer = new Promise<Buffer>((resolve) => client.socket.prependOnceListener("data", resolve));
    client.socket.write(untyped(int32(request)));
    expect((await answer).toString()).toBe("N");
    client.socket.destroy();
  }
  const cancel = await WireClient.connect(database.port);
  cancel.socket.write(untyped(int32(80877102), int32(1), int32(0)));
  expect(await cancel.closed()).toBeUndefined();
  const client = await WireClient.login(database.port, "edge", { database: "elsewhere" });
  expect(rowOf(await client.query("select 1"))).toEqual(["1"]);
  client.socket.destroy();
});

test.each([
  ["a length no message has", Buffer.from([0x51, 0, 0, 0, 1])],
  ["a message too large", Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff])],
  ["a type the protocol does not have", message("y", "x")],
  ["a text without an end", message("P", Buffer.from("x"))],
])("%s closes that connection and no other", async (_, bytes) => {
  const [broken, healthy] = [
    await WireClient.login(database.port, "edge"),
    await WireClient.login(database.port, "edge"),
  ];
  broken.send(message("Q", "begin"));
  await broken.until("Z");
  broken.send(bytes);
  expect((await broken.closed())?.code).toBe("08P01");
  expect(rowOf(await healthy.query("select 1"))).toEqual(["1"]);
  healthy.socket.destroy();
});

test("bytes may arrive one at a time", async () => {
  const client = await WireClient.login(database.port, "edge");
  for (const byte of message("Q", "select 'slow'")) client.socket.write(Buffer.from([byte]));
  expect(rowOf(await client.until("Z"))).toEqual(["slow"]);
  client.socket.destroy();
});

test("an engine that dies cuts its clients off and says so, and takes no processor time", async () => {
  const dying = await startEmbeddedPostgres();
  const client = await WireClient.login(dying.port, "postgres");
  await client.query("set exit_on_error = on");
  client.send(message("Q", "selec 1"), message("Q", "select 1"));
  expect((await dying.ended).code).toBe("engine_ended");
  await client.closed();
  await dying.stop();
});
