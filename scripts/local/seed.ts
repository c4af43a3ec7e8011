import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { basename, dirname, join } from "node:path";
import { ApiClient } from "./api-client.ts";
import type { Stack } from "./stack.ts";

const data = join(dirname(findPackageJSON("vega-datasets", import.meta.url) ?? ""), "data");

/** The bundled file of `npm run demo` and two more for the demo tenant: real data from the vega-datasets package. */
export const bundledFile = join(data, "movies.json");
const seedFiles = [bundledFile, join(data, "seattle-weather.csv"), join(data, "birdstrikes.csv")];

/**
 * Makes the demo account and tenant and uploads its files through the public API; the worker does the rest.
 * Safe to repeat: what is there already is found again by its hash.
 */
export async function seedDemo(stack: Stack): Promise<void> {
  const client = await ApiClient.signIn(stack, stack.demo.email, stack.demo.password);
  await client.useTenant("northwind-tooling", "Northwind Tooling");
  for (const file of seedFiles) await client.upload(new Blob([await readFile(file)]), basename(file));
}
