// What is installed: whole, from the registry, without scripts nobody allowed, under licences we know. No network.
// `--advisories` asks the registry for known vulnerabilities too, and says so when it cannot be asked.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

const Package = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  license: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
});
export const Lockfile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Package) });
export type Lockfile = z.infer<typeof Lockfile>;

/** Licences whose code may be part of what we ship. MPL-2.0 is copyleft by the file: fine as long as nobody edits one. */
const allowedLicences = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "Unlicense",
]);

/**
 * Packages judged one by one: the lockfile does not tell their licence, or it is not on the list. A package under the
 * LGPL must stay replaceable by whoever gets it, so it is named here, with where it is kept apart.
 */
const namedLicences: Record<string, { licence: string; because: string }> = {
  jstat: { licence: "MIT", because: "its package.json has the old field `licenses`" },
};

/** Everything wrong with a lockfile: `<package>: <what>`. `allowScripts` is package.json's: false is an answer too. */
export function checkLockfile(
  lockfile: Lockfile,
  allowScripts: Record<string, boolean>,
  named: Record<string, { licence: string }> = namedLicences,
): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [path, entry] of Object.entries(lockfile.packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    // Workspaces are ours: they have a folder of their own, and a link to it.
    if (!path.includes("node_modules/") || entry.link) continue;
    seen.add(name);
    const fault = (what: string) => faults.push(`${name}@${entry.version ?? "?"}: ${what}`);
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? "")) fault("has no SHA-512 integrity in the lockfile");
    if (entry.resolved !== undefined && !isRegistryTarball(entry.resolved, name))
      fault(`does not come from a registry but from ${entry.resolved}`);
    if (entry.hasInstallScript && !(name in allowScripts))
      fault("runs a script when installed: say yes or no to it under allowScripts in package.json");
    const licence = named[name]?.licence ?? entry.license;
    if (licence === undefined) fault("names no licence");
    else if (named[name] === undefined && !isAllowed(licence)) fault(`has the licence ${licence}, which nobody judged`);
  }
  for (const name of [...Object.keys(allowScripts), ...Object.keys(named)]) {
    if (!seen.has(name)) faults.push(`${name}: is named in an allow-list and not installed any more`);
  }
  return faults;
}

/** npm leaves the address out where the registry is asked (omit-lockfile-registry-resolved), else it is the tarball's. */
function isRegistryTarball(resolved: string, name: string): boolean {
  if (!URL.canParse(resolved)) return false;
  const { protocol, pathname } = new URL(resolved);
  return protocol === "https:" && pathname.includes(`/${name}/-/`) && pathname.endsWith(".tgz");
}

/** An SPDX expression of AND, OR and brackets around simple names. */
function isAllowed(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, " ");
  // Mixed expressions would need their brackets: none is installed, so one that comes is judged by name.
  if (/ AND /.test(bare) && / OR /.test(bare)) return false;
  const names = bare.split(/ AND | OR /).map((part) => part.trim());
  return / AND /.test(bare) ? names.every((n) => allowedLicences.has(n)) : names.some((n) => allowedLicences.has(n));
}

const Audit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), via: z.array(z.unknown()) }),
  ),
});
export interface Advisories {
  /** Why the registry could not be asked. */
  unasked?: string;
  /** High and critical ones: they fail. */
  failures: string[];
  others: string[];
}

/** Reads what `npm audit --json` printed. */
export function readAdvisories(text: string): Advisories {
  const report = parseJson(text);
  const audit = Audit.safeParse(report);
  if (!audit.success) {
    const said = z.object({ message: z.string() }).safeParse(report);
    return { unasked: said.data?.message ?? "npm audit printed no report", failures: [], others: [] };
  }
  const lines = Object.entries(audit.data.vulnerabilities).map(([name, { severity, range, via }]) => {
    const titles = via.flatMap((v) => z.object({ title: z.string() }).safeParse(v).data?.title ?? []);
    return { severity, line: `${name} ${range}: ${severity}${titles.length > 0 ? `, ${titles.join("; ")}` : ""}` };
  });
  const isSevere = ({ severity }: { severity: string }) => severity === "high" || severity === "critical";
  return {
    failures: lines.filter(isSevere).map(({ line }) => line),
    others: lines.filter((l) => !isSevere(l)).map(({ line }) => line),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const root = new URL("../../", import.meta.url);
  const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, root), "utf8"));
  const { allowScripts } = z.object({ allowScripts: z.record(z.string(), z.boolean()) }).parse(read("package.json"));
  const faults = checkLockfile(Lockfile.parse(read("package-lock.json")), allowScripts);
  for (const line of faults) console.error(line);
  if (process.argv.includes("--advisories")) {
    const { stdout } = spawnSync("npm", ["audit", "--json"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    const { unasked, failures, others } = readAdvisories(stdout);
    if (unasked !== undefined)
      console.log(`Known vulnerabilities: NOT CHECKED, the registry does not tell (${unasked})`);
    else console.log(`Known vulnerabilities: ${failures.length} high or critical, ${others.length} others`);
    for (const line of [...failures, ...others]) console.error(line);
    faults.push(...failures);
  }
  if (faults.length > 0) process.exit(1);
}
