import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { profileTable } from "../profile/profile.ts";
import { openTable } from "../table/open.ts";
import type { Table } from "../table/table.ts";
import { detect } from "./index.ts";

let directory: string;
let table: Table;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plumbline-broken-"));
  const rows = Array.from(
    { length: 400 },
    (_, i) => `${i % 2 ? "north" : "south"},${(i % 2 ? 10 : 90) + ((i * 7) % 5)}`,
  );
  await writeFile(join(directory, "t.csv"), `region,sales\n${rows.join("\n")}\n${rows[0]}\n`);
  table = await openTable(join(directory, "t.csv"), { file_name: "t.csv" });
});
afterAll(async () => {
  table.close();
  await rm(directory, { recursive: true, force: true });
});

test("a detector that breaks off is named, and what the others found stands", async () => {
  const { signal } = new AbortController();
  const profile = await profileTable(table, signal);
  // The database refuses some detectors' statements, as a defect in their SQL would make it.
  const failing = new Proxy(table, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "query" && !/quantile|median/.test(String(args[0])))
          return Promise.reject(new Error("Binder Error"));
        return Reflect.apply(value, target, args);
      };
    },
  });
  const part = await detect({ table: failing, profile, signal });
  expect(part.broken.length).toBeGreaterThan(0);
  expect(part.findings.length).toBeGreaterThan(0);
  expect((await detect({ table, profile, signal })).broken).toEqual([]);
});
