import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { AppError } from "@plumbline/contracts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the portal into web/dist unless what is there is fresh (turbo's cache decides). */
export async function buildPortal(): Promise<void> {
  const turbo = spawn(
    fileURLToPath(new URL("../../node_modules/.bin/turbo", import.meta.url)),
    ["run", "build", "--filter=@plumbline/web", "--output-logs=errors-only"],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const output: string[] = [];
  turbo.stdout.on("data", (chunk) => output.push(String(chunk)));
  turbo.stderr.on("data", (chunk) => output.push(String(chunk)));
  const [code] = await once(turbo, "exit");
  if (code !== 0) {
    throw new AppError("internal", "The portal could not be built", {
      fix: `Run npm run build -w web\n${output.join("").slice(-2000)}`,
    });
  }
}
