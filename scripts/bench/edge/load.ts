import { execFile } from "node:child_process";
import { Agent, get } from "node:http";
import { promisify } from "node:util";

export interface Load {
  url: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
}
export interface Measured {
  requests_per_s: number;
  p50_ms: number;
  p99_ms: number;
}
export type Generator = { name: string; run(load: Load): Promise<Measured> };

const run = promisify(execFile);

/** `wrk` when it is installed (it takes the least from the machine under test), else a loop of our own. */
export const loadGenerator = (): Promise<Generator> =>
  run("wrk", ["-v"]).then(
    () => ({ name: "wrk", run: withWrk }),
    // wrk prints its version and fails, by design.
    (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? { name: "node:http", run: withNode } : { name: "wrk", run: withWrk },
  );

async function withWrk({ url, headers, connections, seconds }: Load): Promise<Measured> {
  const flags = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { stdout } = await run("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", ...flags, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} did not answer every request:\n${stdout}`);
  return {
    requests_per_s: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50_ms: milliseconds(/^\s+50%\s+(\S+)/m.exec(stdout)?.[1] ?? ""),
    p99_ms: milliseconds(/^\s+99%\s+(\S+)/m.exec(stdout)?.[1] ?? ""),
  };
}

function milliseconds(text: string): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(value) * (unit === "us" ? 0.001 : unit === "s" ? 1000 : 1);
}

/** Keeps every connection busy until the time is over. */
async function withNode({ url, headers, connections, seconds }: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const once = () =>
    new Promise<void>((resolve, reject) => {
      const at = performance.now();
      get(url, { agent, headers }, (res) => {
        if (res.statusCode !== 200) reject(new Error(`${url} answered ${res.statusCode}`));
        res.resume().on("end", () => {
          took.push(performance.now() - at);
          resolve();
        });
      }).on("error", reject);
    });
  const worker = async () => {
    while (performance.now() < end) await once();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (q: number) => took[Math.min(took.length - 1, Math.floor(q * took.length))] ?? Number.NaN;
  return { requests_per_s: took.length / ((performance.now() - started) / 1000), p50_ms: at(0.5), p99_ms: at(0.99) };
}
