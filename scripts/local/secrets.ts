import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Secrets = z.object({
  jwt_secret: z.string().min(32),
  postgres: z.string(),
  edge: z.string(),
  worker_login: z.string(),
  demo: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

const fresh = (): Secrets => {
  const word = () => randomBytes(24).toString("base64url");
  return {
    jwt_secret: randomBytes(48).toString("base64url"),
    postgres: word(),
    edge: word(),
    worker_login: word(),
    demo: "plumbline-demo",
  };
};

/** The stack's own secrets: made on first start, kept in `secrets.json` of the data folder, readable by its owner alone. */
export async function loadSecrets(dataDir: string | undefined): Promise<Secrets> {
  if (!dataDir) return fresh();
  const file = join(dataDir, "secrets.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  const kept = text === undefined ? undefined : Secrets.safeParse(JSON.parse(text));
  if (kept?.success) return kept.data;
  const secrets = fresh();
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
