import { expect, test } from "vitest";
import { checkLockfile, type Lockfile, readAdvisories } from "./check-dependencies.ts";

const integrity = `sha512-${"A".repeat(86)}==`;
const good = { version: "1.0.0", integrity, license: "MIT" };
const lockfile = (entry: object, name = "node_modules/a"): Lockfile => ({
  lockfileVersion: 3,
  packages: {
    "": { license: "UNLICENSED" },
    web: { version: "0.1.0" },
    "node_modules/@plumbline/web": { link: true, resolved: "web" },
    [name]: { ...good, ...entry },
  },
});
const faults = (entry: object, scripts: Record<string, boolean> = {}, named = {}) =>
  checkLockfile(lockfile(entry), scripts, named);

test.each([
  ["nothing but name, version, hash and licence", {}],
  ["the address of its own tarball", { resolved: "https://registry.test/a/-/a-1.0.0.tgz" }],
  ["a choice of licences of which one is known", { license: "(GPL-3.0 OR MIT)" }],
  ["two licences that are both known", { license: "MIT AND ISC" }],
])("a package with %s is fine", (_, entry) => expect(faults(entry)).toEqual([]));

test.each([
  ["no hash", { integrity: undefined }, /no SHA-512 integrity/],
  ["a weak hash", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }, /no SHA-512 integrity/],
  ["a git address", { resolved: "git+ssh://git@host.test/a.git#abc" }, /does not come from a registry/],
  ["an address without TLS", { resolved: "http://registry.test/a/-/a-1.0.0.tgz" }, /does not come from a registry/],
  ["another package's tarball", { resolved: "https://registry.test/b/-/b-1.0.0.tgz" }, /does not come from a registry/],
  ["a folder as its source", { resolved: "file:../a" }, /does not come from a registry/],
  ["an install script nobody allowed", { hasInstallScript: true }, /runs a script/],
  ["a licence that is not known", { license: "GPL-3.0-only" }, /GPL-3.0-only, which nobody judged/],
  ["the LGPL, without being named", { license: "LGPL-2.1-only" }, /LGPL-2.1-only, which nobody judged/],
  ["a known and an unknown licence at once", { license: "MIT AND GPL-3.0-only" }, /which nobody judged/],
  ["no licence", { license: undefined }, /names no licence/],
])("a package with %s is refused", (_, entry, message) => {
  expect(faults(entry)).toEqual([expect.stringMatching(message)]);
});

test("a package is let through by name, and a name that is not needed any more is refused", () => {
  expect(faults({ hasInstallScript: true }, { a: false })).toEqual([]);
  expect(faults({ license: "LGPL-2.1-only" }, {}, { a: { licence: "LGPL-2.1-only" } })).toEqual([]);
  expect(faults({}, { gone: true })).toEqual([expect.stringMatching(/^gone: .* not installed/)]);
});

test("advisories that are high or critical fail, others are told", () => {
  const of = (severity: string) => ({ severity, range: "<2", via: [{ title: "Prototype pollution" }, "other"] });
  const report = { auditReportVersion: 2, vulnerabilities: { a: of("critical"), b: of("low"), c: of("high") } };
  const { unasked, failures, others } = readAdvisories(JSON.stringify(report));
  expect(unasked).toBeUndefined();
  expect(failures).toEqual(["a <2: critical, Prototype pollution", "c <2: high, Prototype pollution"]);
  expect(others).toEqual(["b <2: low, Prototype pollution"]);
});

test.each([
  ["refuses the question", '{"message":"405 Method Not Allowed","statusCode":405}', "405 Method Not Allowed"],
  ["prints nothing", "", "npm audit printed no report"],
])("a registry that %s is said to be unasked, never to be clean", (_, text, why) => {
  expect(readAdvisories(text)).toEqual({ unasked: why, failures: [], others: [] });
});
