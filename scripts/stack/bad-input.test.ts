import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { isAppError } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiClient } from "../local/api-client.ts";
import { type Stack, startStack } from "../local/stack.ts";

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({
    dataDir: undefined,
    port: 0,
    databaseUrl: undefined,
    env: {},
    log: () => {},
    onLine: () => {},
  });
  client = await ApiClient.signIn(stack, "bad@example.com", "a-long-password");
  await client.useTenant("bad", "Bad input");
});
afterAll(() => stack.stop());

/** One deflated entry of a zip, declaring `size` bytes; enough for a reader to begin to unpack it. */
function zip(name: string, content: Buffer, size = content.length): Buffer {
  const data = deflateRawSync(content);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([head, Buffer.from(name), data, central, Buffer.from(name), end]);
}

const header = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(",");
const cases: [what: string, name: string, bytes: Buffer | string, codes: string[]][] = [
  ["an empty file", "empty.csv", "", ["file_empty"]],
  ["a header without rows", "header.csv", "a,b,c\n", ["file_no_rows"]],
  ["random bytes", "noise.csv", randomBytes(100_000), ["file_not_a_table", "file_unsupported", "file_encoding"]],
  [
    "ragged rows",
    "ragged.csv",
    `a,b,c\n${Array.from({ length: 200 }, (_, i) => (i % 2 ? "1,2,3,4,5" : "1,2")).join("\n")}\n`,
    ["file_ragged"],
  ],
  ["5,000 columns", "wide.csv", `${header}\n${header}\n`, ["file_too_wide"]],
  [
    "a zip bomb as XLSX",
    "bomb.xlsx",
    zip("xl/worksheets/sheet1.xml", Buffer.alloc(300_000_000)),
    ["file_archive_bomb", "file_corrupt"],
  ],
  [
    "a zip bomb that lies about its size",
    "liar.xlsx",
    zip("xl/worksheets/sheet1.xml", Buffer.alloc(300_000_000), 1000),
    ["file_archive_bomb", "file_corrupt", "file_unsupported"],
  ],
  [
    "JSON nested 200,000 deep",
    "deep.json",
    "[".repeat(200_000) + "]".repeat(200_000),
    ["file_too_deep", "file_not_a_table"],
  ],
  ["a 50 MB cell", "cell.csv", `a,b\n1,${"x".repeat(50_000_000)}\n`, ["file_cell_too_large"]],
  [
    "an unclosed quote",
    "quote.csv",
    `a,b\n1,"${"x,y\n".repeat(2_000_000)}`,
    ["file_cell_too_large", "file_ragged", "file_not_a_table", "file_corrupt"],
  ],
  [
    "a damaged Parquet file",
    "broken.parquet",
    Buffer.concat([Buffer.from("PAR1"), randomBytes(5000), Buffer.from("PAR1")]),
    ["file_corrupt"],
  ],
  [
    "a password-protected workbook",
    "locked.xlsx",
    Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), randomBytes(5000)]),
    ["file_password", "file_unsupported", "file_corrupt"],
  ],
];

test.each(cases)("%s ends in a clear error and nothing else", async (_, name, bytes, codes) => {
  const outcome = await client.upload(new Blob([bytes]), name).then(
    async ({ run }) => {
      const ended = await client.follow(run.id, () => {});
      expect(ended.status).toBe("failed");
      return ended.failure ?? undefined;
    },
    (error: unknown) => (isAppError(error) ? { code: error.code, detail: error.message, fix: error.fix } : undefined),
  );
  expect(codes).toContain(outcome?.code);
  expect(outcome?.detail).toMatch(/^[A-Z0-9].{10,}/);
  expect(outcome?.fix).toMatch(/^[A-Z].{5,}/);
});

test.each([
  ["repeated and blank column names", "names.csv", Buffer.from(`a,a,,a\n${"1,2,3,4\n5,6,7,8\n".repeat(20)}`), 4],
  ["broken UTF-8 in a cell", "latin.csv", Buffer.from(`name,n\n${"Caf\xe9,1\nM\xfcller,2\n".repeat(20)}`, "latin1"), 2],
])("%s are read, and what was decided is said", async (_, name, bytes, columns) => {
  const { dataset, run } = await client.upload(new Blob([bytes]), name);
  expect((await client.follow(run.id, () => {})).failure).toBeNull();
  const profile = await client.profile(dataset.id);
  expect(new Set(profile.columns.map((column) => column.name)).size).toBe(columns);
  expect(profile.columns.every((column) => column.name.trim() !== "")).toBe(true);
  expect(profile.source.decisions.length).toBeGreaterThan(0);
});

test("after all of that a good file still becomes insights, in the same worker", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${["a", "b", "c"][i % 3]},${(i * 37) % 11}`);
  const { run } = await client.upload(new Blob([`n,g,v\n${rows.join("\n")}\n`]), "good.csv");
  expect((await client.follow(run.id, () => {})).status).toBe("succeeded");
  const pid = stack.pids().worker;
  // Linux tells the most memory a process ever held: the worker itself never touches a file's contents.
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const peakMiB = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  expect(peakMiB).toBeLessThan(600);
});
