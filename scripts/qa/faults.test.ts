import { expect, test } from "vitest";
import { findPostgres } from "../test/real-postgres.ts";
import { storm } from "./faults/storm.ts";

test("workers and Postgres killed in the middle of runs: nothing is lost, doubled or stuck, and every run ends as it should", async () => {
  const bin = await findPostgres();
  if (!bin) throw new Error("No Postgres is installed: leave the project `postgres` out");
  const figures = await storm({ bin, rounds: 3, seed: 4 });
  expect(figures).toMatchObject({ lost: 0, doubled: 0, stuck: 0, wrong: [] });
  expect(figures.resumed, "the faults hit runs").toBeGreaterThan(0);
});
