import { expect, test } from "vitest";
import { rewriteSql } from "./rewrite-sql.ts";
import { Session } from "./session.ts";

const session = () => new Session(7, { name: "edge", oid: 1, settings: [] }, [], () => undefined);

test.each([
  "select 'copy t from stdin; listen x'",
  "select $$ copy t from stdin $$, $a$ listen $$ x $a$",
  "select E'\\'; copy t from stdin; --'",
  'select 1 as "; listen x;"',
  "/* nested /* listen x; */ ; copy t to stdout */ select 1",
  "-- copy t from stdin\nselect 1",
  "update t set a = 1; select set_config('a.b', 'c', true)",
  "create trigger t before insert on t execute function f()",
  "copy t to '/tmp/file'",
  "prepare transaction 'x'",
])("%s is left as it is", (sql) => {
  expect(rewriteSql(sql, session())).toBe(sql);
});

test.each([
  ["LISTEN News", 'LISTEN "session 7 0"'],
  ['begin; /* ; */ listen "News"; commit', 'begin; /* ; */ listen "session 7 0"; commit'],
  ["prepare Q(int) as select $1; execute q(1)", 'prepare "s7_0"(int) as select $1; execute "s7_0"(1)'],
  ["explain (analyze) execute q(1)", 'explain (analyze) execute "s7_0"(1)'],
  ["deallocate prepare q", 'deallocate prepare "s7_0"'],
  ["RESET SESSION AUTHORIZATION", 'set session authorization "edge"'],
  ["set local session authorization default", 'set local session authorization "edge"'],
])("%s becomes %s", (sql, expected) => {
  expect(rewriteSql(sql, session())).toBe(expected);
});

test.each([
  ["set search_path = a", ["search_path"]],
  ["SET SESSION app.Tenant TO 'x'", ["app.tenant"]],
  ["set time zone 'UTC'; set local work_mem = '1MB'", ["timezone"]],
  ["select set_config('app.x', $1, false)", ["app.x"]],
  ["select set_config('app.x', $1, $2)", ["app.x"]],
  ["set role member; set session_authorization = x; set transaction read only", []],
])("%s is remembered as a change of %j", (sql, names) => {
  const mine = session();
  rewriteSql(sql, mine);
  expect([...mine.settings.keys()]).toEqual(names);
});

test("a text of 5 MB is read in well under a second", () => {
  const sql = `set a.b = 1; select '${"x''\n".repeat(1_250_000)}'`;
  const started = performance.now();
  expect(rewriteSql(sql, session())).toBe(sql);
  expect(performance.now() - started).toBeLessThan(1_000);
});
